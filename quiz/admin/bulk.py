"""What is done to many questions at once: shown first, then done to all of them or to none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import note, number
from quiz.admin.due import renew as renew_one
from quiz.admin.publishing import OTHERS, Day, later
from quiz.admin.seen import CHANGED, CHANGED_ROW, SEEN, changed, lock_to_touch, shown_before
from quiz.content import checks
from quiz.content.fields import DayField, LineField
from quiz.editorial import freshness
from quiz.models import Question, Step, Topic, mark

# Each question with what is in its way, and what else is to say of it.
Rows = list[tuple[Question, list[Any], list[Any]]]
MOST = 200  # questions at once: what one page can show and one request can do


class Nothing(forms.Form):
    """Nothing to fill in."""


class Why(forms.Form):
    why = LineField(
        label=_("Why"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("For the history of each; may be left empty."),
    )  # fmt: skip


class Until(forms.Form):
    until = DayField(
        label=_("Check again by"),
        required=False,
        widget=Day,
        help_text=_("Empty: as long as each one’s last check held, a year at most."),
    )

    def clean_until(self) -> Any:
        until = later(self.cleaned_data["until"])
        if until and until > timezone.localdate() + freshness.LONGEST:
            raise forms.ValidationError(_("A check holds for a year at most."))
        return until


class Move(forms.Form):
    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), label=_("Topic"))

    def __init__(self, *args: Any, bank: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topic"]
        field.queryset = bank.topics.all()


Action = Callable[[Any, HttpRequest, list[Any]], HttpResponse | None]


def of_questions(action: Action) -> Callable[[Any, HttpRequest, Any], HttpResponse | None]:
    """Give ``action`` the ticked questions, if there are any: locked, once it is confirmed."""

    @wraps(action)
    def act(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        if data(request) is None:
            return shown(desk, request, queryset)
        with transaction.atomic():
            ticked = map(number, request.POST.getlist(ACTION_CHECKBOX_NAME))
            lock_to_touch(Question.objects.filter(pk__in=[pk for pk in ticked if pk is not None]))
            return shown(desk, request, queryset)

    def shown(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        questions = chosen(request, queryset)
        if questions:
            return action(desk, request, questions)
        if data(request) is not None:  # the list no longer has any of them
            messages.error(request, CHANGED)
        return None

    return act


def chosen(request: HttpRequest, queryset: Any) -> list[Any]:
    """The ticked questions, with all that is asked of them; none where they are too many."""
    related = (
        "bank", "topic", "source", "since_source", "survey_source", "live_version", "picture",
    )  # fmt: skip
    steps = Prefetch("steps", Step.objects.only("question_id", "action", "by_id"))
    questions = list(queryset.select_related(*related).prefetch_related(steps)[: MOST + 1])
    if len(questions) > MOST:
        said = _("That is too many at once: choose at most {n}, or narrow the list.")
        messages.error(request, said.format(n=MOST))
        return []
    return questions


def ask(
    desk: Any,
    request: HttpRequest,
    action: str,
    title: Any,
    button: Any,
    form: forms.Form,
    rows: Rows,
) -> HttpResponse:
    """The page between: each question with what is in its way, and with what will be done to it."""
    marks = {question.pk: mark(question.shown()) for question, _problems, _said in rows}
    if form.is_bound and changed(request, marks.values()):
        messages.error(request, CHANGED)
        before = shown_before(request)
        for question, _problems, said in rows:
            if marks[question.pk] not in before:
                said.insert(0, CHANGED_ROW)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": title,
        "action": action,
        "button": button,
        "form": form,
        "rows": rows,
        SEEN: " ".join(marks.values()),
        "ready": sum(not problems for _question, problems, _said in rows),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/quiz/question/bulk.html", context)


def data(request: HttpRequest) -> Any:
    """What was filled in on the page between, or None when it is still to be shown."""
    return request.POST if "apply" in request.POST else None


def decided(request: HttpRequest, form: forms.Form, rows: Rows) -> bool:
    """Whether it is confirmed, filled in well, and about the questions as they are now."""
    marks = [mark(question.shown()) for question, _problems, _said in rows]
    return form.is_bound and not changed(request, marks) and form.is_valid()


def each(request: HttpRequest, rows: Rows, step: Callable[[Question], Any]) -> int:
    """Take ``step`` with each question that has nothing in its way, and keep what it says.

    Returns how many were done.
    """
    ready = [question for question, problems, _said in rows if not problems]
    for question in ready:
        note(request, question, step(question))
    return len(ready)


def blocking(question: Any) -> list[Any]:
    return [
        finding.sentence
        for finding in checks.findings(
            question.kind, question.content(), question.review_by, timezone.localdate()
        )
        if finding.blocks
    ]


@admin.action(description=_("Submit for review…"), permissions=["submit"])
@of_questions
def submit(desk: Any, request: HttpRequest, questions: list[Any]) -> HttpResponse | None:
    rows: Rows = []
    for question in questions:
        problems = blocking(question)
        if question.submitted:
            problems.append(_("It waits for an editor already."))
        elif question.live_version_id and not question.edited:
            problems.append(_("Nothing in it has changed."))
        rows.append((question, problems, []))
    form = Nothing(data(request))
    if not decided(request, form, rows):
        return ask(desk, request, "submit", _("Submit for review"), _("Submit"), form, rows)

    def step(question: Question) -> Any:
        question.submit(timezone.localdate(), request.user)
        return _("Submitted for review.")

    done = each(request, rows, step)
    said = ngettext("{n} question submitted.", "{n} questions submitted.", done)
    messages.success(request, said.format(n=done))
    return None


@admin.action(description=_("Publish…"), permissions=["publish"])
@of_questions
def publish(desk: Any, request: HttpRequest, questions: list[Any]) -> HttpResponse | None:
    rows: Rows = []
    for question in questions:
        problems = blocking(question)
        if question.needs_others(request.user):
            problems.append(OTHERS)
        if question.state == Question.State.LIVE and not question.edited:
            problems.append(_("Readers are asked just this already."))
        advice = getattr(question, "advice", 0) or 0
        line = ngettext("{n} advice", "{n} advice", advice).format(n=advice)
        rows.append((question, problems, [line] if advice else []))
    form = Why(data(request))
    if not decided(request, form, rows):
        return ask(
            desk, request, "publish", _("Publish"), _("Publish what can be published"), form, rows
        )

    def step(question: Question) -> Any:
        version = question.publish(timezone.localdate(), request.user, form.cleaned_data["why"])
        return _("Published as version {n}.").format(n=version.number)

    done = each(request, rows, step)
    said = ngettext("{n} question is live.", "{n} questions are live.", done)
    messages.success(request, said.format(n=done))
    return None


@admin.action(description=_("Retire…"), permissions=["retire"])
@of_questions
def retire(desk: Any, request: HttpRequest, questions: list[Any]) -> HttpResponse | None:
    retired = _("It is retired already.")
    rows: Rows = [
        (question, [retired] if question.state == Question.State.RETIRED else [], [])
        for question in questions
    ]
    form = Why(data(request))
    if not decided(request, form, rows):
        return ask(desk, request, "retire", _("Retire"), _("Retire them"), form, rows)

    def step(question: Question) -> Any:
        question.retire(timezone.localdate(), request.user, form.cleaned_data["why"])
        return _("Retired.")

    done = each(request, rows, step)
    said = ngettext("{n} question retired.", "{n} questions retired.", done)
    messages.success(request, said.format(n=done))
    return None


@admin.action(description=_("Still true: renew the check…"), permissions=["renew"])
@of_questions
def renew(desk: Any, request: HttpRequest, questions: list[Any]) -> HttpResponse | None:
    on = timezone.localdate()
    form = Until(data(request))
    days = {
        question.pk: freshness.next_review(question.checked_on, question.review_by, on)
        for question in questions
    }
    till = _("to be checked again by {day}")
    rows: Rows = [
        (question, [], [till.format(day=date_format(days[question.pk]))]) for question in questions
    ]
    if not decided(request, form, rows):
        title = _("Still true: renew the check")
        return ask(desk, request, "renew", title, _("I looked: they are still true"), form, rows)
    for question in questions:
        renew_one(request, question, form.cleaned_data["until"] or days[question.pk], on)
    said = ngettext("{n} check renewed.", "{n} checks renewed.", len(rows))
    messages.success(request, said.format(n=len(rows)))
    return None


@admin.action(description=_("Move to a topic…"), permissions=["change"])
@of_questions
def move(desk: Any, request: HttpRequest, questions: list[Any]) -> HttpResponse | None:
    if len({question.bank_id for question in questions}) > 1:
        messages.error(request, _("A topic belongs to one bank: choose questions of one bank."))
        return None
    form = Move(data(request), bank=questions[0].bank)
    rows: Rows = [(question, [], [question.topic.title]) for question in questions]
    if not decided(request, form, rows):
        return ask(desk, request, "move", _("Move to a topic"), _("Move them"), form, rows)
    topic, done, live = form.cleaned_data["topic"], 0, 0
    said = _("Moved to the topic {topic}.").format(topic=topic.title)
    for question in questions:
        if question.topic_id != topic.pk:
            question.topic = topic
            question.save(update_fields=["topic"])
            question.wrote(timezone.localdate(), request.user, said)
            note(request, question, said)
            done += 1
            live += question.state == Question.State.LIVE
    moved = ngettext("{n} question moved.", "{n} questions moved.", done).format(n=done)
    messages.success(request, moved)
    if live:
        waits = ngettext(
            "{n} of them is live and moves for readers once it is published again.",
            "{n} of them are live and move for readers once they are published again.",
            live,
        )
        messages.warning(request, waits.format(n=live))
    return None
