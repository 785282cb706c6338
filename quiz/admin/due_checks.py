"""The reading list: what has to be checked again, one after the other, and what was found."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed, lock_with_banks
from quiz.admin.forms.reading import Note, StillTrue
from quiz.admin.requests import EditorRequest, StrOrPromise, log_change, may, parse_id
from quiz.content import schema
from quiz.content.checks import Checked
from quiz.editorial import freshness
from quiz.editorial.freshness import CheckedQuestion
from quiz.editorial.reading import Reading, done_on, reading
from quiz.models import Question, Source, Step, mark

ROWS = 30  # questions of a section on the page; the list of questions shows all

# The buttons of the page: what each needs.
DECISIONS = {
    "_true": "renew_question",
    "_change": "change_question",
    "_ask": "change_question",
}


@dataclass(frozen=True)
class Section:
    """Some of the questions whose check has run out, or does soon, or that never had one."""

    name: str  # the list's filter that shows all of them
    title: Any
    questions: list[Any]
    number: int

    @property
    def more(self) -> bool:
        return self.number > len(self.questions)


@dataclass(frozen=True)
class Findings:
    """The page's forms: that of the button that was pressed is judged, what was typed is kept."""

    still_true: StillTrue
    change: Note
    ask: Note

    @classmethod
    def of(cls, request: EditorRequest, pressed: str | None, read: Reading) -> "Findings":
        posted, question = request.POST, read.question
        checked: Any = question
        preset = freshness.next_review(checked.checked_on, checked.review_by, timezone.localdate())
        many = {name: posted.getlist(name) for name in ("opened", "confirmed")}

        def note(name: str, label: Any) -> Note:
            return Note(
                posted if pressed == f"_{name}" else None,
                initial={"note": posted.get(f"{name}-note", "")},
                prefix=name,
                label=label,
            )

        return cls(
            StillTrue(
                posted if pressed == "_true" else None,
                initial={"until": preset, **posted.dict(), **many},
                addresses=[*read.addresses, *read.others],
                parts=read.parts,
            ),
            note("change", _("What is different")),
            note("ask", _("What they should look at")),
        )

    @property
    def opened(self) -> list[str]:
        """The pages that are ticked, whichever button was pressed."""
        return self.still_true["opened"].value() or []

    def of_button(self, pressed: str) -> Any:
        forms = {"_true": self.still_true, "_change": self.change, "_ask": self.ask}
        return forms[pressed]


@dataclass(frozen=True)
class DuePage:
    sections: list[Section]
    read: Reading | None
    findings: Findings | None
    seen: str
    after: int | None  # the question that follows
    gone: bool  # whether a question was asked for that is not there
    done: list[Question]
    unused: QuerySet[Source]
    unused_count: int
    may_renew: bool
    may_mend: bool


def due(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """One question beside its sources, and all that wait; POST says what was found."""
    pressed = next((name for name in DECISIONS if name in request.POST), None)
    if request.method == "POST" and (pressed is None or not may(request, DECISIONS[pressed])):
        raise PermissionDenied
    if pressed is None:
        return _page(request, context, None)
    with transaction.atomic():
        lock_with_banks(Question.objects.filter(pk=_wanted(request) or 0))
        return _page(request, context, pressed)


def _page(request: EditorRequest, context: dict[str, Any], pressed: str | None) -> HttpResponse:
    on = timezone.localdate()
    found, wanted = sections(on), _wanted(request)
    queue = [question for section in found for question in section.questions]
    question = _shown(wanted, queue)
    read = reading(question) if question else None
    findings = Findings.of(request, pressed, read) if read else None
    seen = mark(question.shown()) if question else ""
    after = _after(question, queue)
    if pressed and (read is None or changed(request, [seen])):
        messages.error(request, CHANGED)
    elif pressed and read and findings and findings.of_button(pressed).is_valid():
        return _decide(request, read, pressed, findings, after)
    unused = freshness.unused_sources().select_related("bank")
    page = DuePage(
        sections=found,
        read=read,
        findings=findings,
        seen=seen,
        after=after,
        gone=bool(wanted) and (question is None or question.pk != wanted),
        done=done_on(on),
        unused=unused[:ROWS],
        unused_count=unused.count(),
        may_renew=may(request, DECISIONS["_true"]),
        may_mend=may(request, DECISIONS["_change"]),
    )
    return render(request, "admin/quiz/question/due.html", {**context, "page": page, SEEN: seen})


def live_questions() -> QuerySet[CheckedQuestion]:
    """What readers are asked, with all that the mark of a question is made of."""
    live = freshness.live_questions().annotate(noted=Step.note_on("action"))
    return live.select_related("bank", "topic", *schema.sources(), "picture", "live_version")


def sections(on: datetime.date) -> list[Section]:
    """The questions that wait on the day ``on``, most urgent first."""
    live = live_questions()
    parts: list[tuple[str, Any, QuerySet[Any]]] = [
        ("due", _("Run out: no new round asks these"), freshness.overdue(live, on)),
        ("soon", _("Due within 30 days, or its article has changed"), freshness.due_soon(live, on)),
        ("never", _("Never checked: no round asks these"), freshness.never_checked(live)),
    ]
    made = []
    for name, title, questions in parts:
        shown = list(questions.order_by("review_by", "pk")[: ROWS + 1])
        number = len(shown) if len(shown) <= ROWS else questions.count()
        made.append(Section(name, title, shown[:ROWS], number))
    return made


def _wanted(request: EditorRequest) -> int | None:
    return parse_id(request.POST.get("question", "") or request.GET.get("question", ""))


def _shown(wanted: int | None, queue: list[Any]) -> Any:
    """The question that was asked for, if readers are asked it; else the first that waits."""
    if wanted is None:
        return queue[0] if queue else None
    waiting = (question for question in queue if question.pk == wanted)
    return next(waiting, None) or live_questions().filter(pk=wanted).first()


def _after(question: Any, queue: list[Any]) -> int | None:
    """The number of the question that follows, or of the first where none does."""
    ids = [each.pk for each in queue]
    if question is None or question.pk not in ids:
        return ids[0] if ids else None
    at = ids.index(question.pk)
    return next(iter(ids[at + 1 :] + ids[:at]), None)


def _decide(
    request: EditorRequest, read: Reading, pressed: str, findings: Findings, after: int | None
) -> HttpResponse:
    """Do what was found, say so and log it; then on to the next, or to mend it."""
    question, on = read.question, timezone.localdate()
    if pressed == "_true":
        said: StrOrPromise = renew_check(question, findings.still_true.check_of(on), request.user)
    elif pressed == "_change":
        question.found_changed(on, request.user, findings.change.cleaned_data["note"])
        said = _("Noted: it no longer holds. Mend it here and publish it, or retire it.")
    elif read.author is None:
        messages.error(request, _("Nobody here wrote it, so there is nobody to ask."))
        return _to(question.pk)
    else:
        question.ask_author(on, request.user, findings.ask.cleaned_data["note"])
        said = _("Asked {who}: it stands on their desk.").format(who=read.author.get_username())
    log_change(request, question, said)
    messages.success(request, str(said))
    if pressed == "_change":
        return redirect("admin:quiz_question_change", question.pk)
    return _to(after)


def _to(question: int | None) -> HttpResponse:
    page = reverse("admin:quiz_question_due")
    return redirect(f"{page}?question={question}#reading" if question else page)


def renew_check(question: Question, check: Checked, by: Any) -> str:
    """Record that ``by`` looked and found it still true; returns the sentence for the log."""
    question.confirm(check, by=by)
    said = _("Checked: still true. To be checked again by {day}.")
    return said.format(day=date_format(check.review_by))
