"""Before a question goes live: everything to look at on one page, and the decision."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin import drafts
from quiz.admin.article_questions import way_back
from quiz.admin.copies import anew
from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.exhibit_drawing import Look, looks
from quiz.admin.forms.decisions import Publication, Retirement, Return
from quiz.admin.requests import EditorRequest, log_change, may
from quiz.admin.sight import Sight, of_question
from quiz.editorial.changed_key import KeyChange, differs, key_change
from quiz.editorial.history import Change, changes, label, parts
from quiz.editorial.review import Point, answer_key, overlapping, points
from quiz.editorial.schedule import approval
from quiz.models import Check, FourEyes, Question, Step, Version

OTHERS = _(
    "You wrote some of this yourself, so somebody else has to publish it, or to submit it "
    "for review after you."
)

# The name of each button, and the permission that it needs.
DECISIONS = {
    "_publish": "publish_question",
    "_return": "review_question",
    "_retire": "retire_question",
    "_unschedule": "publish_question",
    "_keep": "retire_question",
}


@dataclass(frozen=True)
class DecisionForms:
    """The parts of the page's form; only that of the button that was pressed is judged."""

    publication: Publication
    sent_back: Return
    retirement: Retirement

    @classmethod
    def of(cls, request: EditorRequest, pressed: str | None, key_changed: bool) -> "DecisionForms":
        def data(button: str) -> Any:
            return request.POST if pressed == button else None

        draft = drafts.resumed(request)
        typed = drafts.form_data(draft.fields) if draft else request.POST

        def kept(prefix: str, *names: str) -> dict[str, str]:
            """What stood in a form that is not the pressed one's."""
            return {name: typed.get(f"{prefix}-{name}", "") for name in names}

        return cls(
            Publication(
                data("_publish"), prefix="publish", key_changed=key_changed,
                initial=kept("publish", "same", "why", "day"),
            ),
            Return(data("_return"), prefix="return", initial=kept("return", "note")),
            Retirement(data("_retire"), prefix="retire", initial=kept("retire", "day", "note")),
        )  # fmt: skip

    def pressed(self, button: str) -> forms.Form | None:
        """The form that goes with a button; some have none."""
        form = {
            "_publish": self.publication, "_return": self.sent_back, "_retire": self.retirement
        }  # fmt: skip
        return form.get(button)


@dataclass(frozen=True)
class Overlap:
    """Another question that shares much of its words, and what counts as right there."""

    question: Question
    share: float
    answer_key: list[str]


@dataclass(frozen=True)
class PublishPage:
    """Everything an editor looks at before deciding."""

    told: Sequence[Point]  # with what is to mend, or advice
    fine: Sequence[Point]
    answer_key: list[str]
    overlaps: list[Overlap]
    looks: list[Look]
    changes: list[Change]  # against what readers are asked
    whole: list[tuple[Any, str]]  # every part of the working copy, with its name
    live: Version | None
    edited: bool
    sight: Sight
    to_mend: int  # how many points keep it from readers
    publishable: bool  # whether this user may publish, and there is something to publish
    alone: bool  # whether four eyes forbid this user to publish it
    four_eyes: bool
    approval: Step | None
    key_change: KeyChange | None
    may: dict[str, bool]


def publish(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    pressed = next((name for name in DECISIONS if name in request.POST), None)
    if pressed and not may(request, DECISIONS[pressed]):
        raise PermissionDenied
    decisions = DecisionForms.of(request, pressed, differs(question))
    overlaps = overlapping(question)
    looked = points(question, _last_check(question), overlaps, timezone.localdate())
    blocked = any(point.state == "error" for point in looked)
    if pressed:
        form = decisions.pressed(pressed)
        if changed(request, [context[SEEN]]):
            messages.error(request, CHANGED)
        elif pressed == "_publish" and blocked:
            messages.error(request, _("Not published: first mend what is marked below."))
        elif form is None or form.is_valid():
            if _decide(request, question, pressed, form.cleaned_data if form else {}):
                drafts.drop(request)
                return redirect("admin:quiz_question_change", question.pk)
    page = _page(request, question, looked, overlaps)
    shown = {**context, **vars(page), **vars(decisions)}
    filled = any(decisions.publication[name].value() for name in ("why", "day"))
    shown["later_begun"] = page.live or filled or decisions.publication.errors
    shown["typing"] = drafts.drafts_of_page(request, context[SEEN])
    return render(request, "admin/quiz/question/publish.html", shown)


def _last_check(question: Question) -> Check | None:
    return question.checks.select_related("checked_by").order_by("-checked_on", "-id").first()


def _page(
    request: EditorRequest,
    question: Question,
    looked: Sequence[Point],
    overlaps: Sequence[tuple[Question, float]],
) -> PublishPage:
    live, copy = question.live_version, question.snapshot()
    changed_for_readers = changes(live, copy) if live else []
    new = bool(changed_for_readers) or question.state != Question.State.LIVE
    return PublishPage(
        told=[point for point in looked if point.findings],
        fine=[point for point in looked if not point.findings],
        answer_key=answer_key(question),
        overlaps=[Overlap(other, share, answer_key(other)) for other, share in overlaps],
        looks=looks(live, copy),
        changes=changed_for_readers,
        whole=[(label(name, copy.kind), text) for name, text in parts(copy).items()],
        live=live,
        edited=question.edited,
        sight=of_question(question),
        to_mend=sum(point.state == "error" for point in looked),
        publishable=new and may(request, "publish_question"),
        alone=question.needs_others(request.user),
        four_eyes=settings.FOUR_EYES,
        approval=approval(question) if question.publish_on else None,
        key_change=key_change(question),
        may={name: may(request, f"{name}_question") for name in ("publish", "review", "retire")},
    )


def _decide(request: EditorRequest, question: Question, pressed: str, cleaned: Any) -> bool:
    """Do what was decided, say so and log it; false where four eyes forbid it."""
    try:
        said = _done(question, pressed, cleaned, timezone.localdate(), request.user)
    except FourEyes:
        messages.error(request, OTHERS)
        return False
    log_change(request, question, said)
    if pressed == "_publish":
        another = anew(question, same_fact=False)
        link = format_html('<a href="{}">{}</a>', another, _("Write another"))
        said = format_html("{} {}", said, way_back(request, question) or link)
    messages.success(request, said)
    return True


def _done(question: Question, pressed: str, cleaned: Any, on: datetime.date, by: Any) -> Any:
    """Take the step, and return the sentence that says what was done."""
    day = cleaned.get("day")
    if pressed == "_publish" and day:
        question.schedule(day, on, by, cleaned["why"])
        said = _("Approved: to be published on {day}, as it is now.")
        return said.format(day=date_format(day))
    if pressed == "_publish":
        version = question.publish(on, by, cleaned["why"])
        said = _("Version {n} is live: readers who start a round from now on can meet it.")
        return said.format(n=version.number)
    if pressed == "_return":
        question.send_back(on, by, cleaned["note"])
        return _("Sent back to who wrote it, with your note.")
    if pressed == "_retire" and day:
        sentence = _("To be retired on {day}.").format(day=date_format(day))
        question.retire_later(day, on, by, f"{sentence} {cleaned['note']}".strip())
        return sentence
    if pressed == "_retire":
        question.retire(on, by, cleaned["note"])
        return _("Retired: no new round asks it any more.")
    if pressed == "_unschedule":
        question.unschedule(on, by)
        return _("Taken off the schedule.")
    said = _("It stays: no day of retirement is set any more.")
    question.retire_later(None, on, by, said)
    return said
