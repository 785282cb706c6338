"""What can be done to all questions that are ticked in the list: submit, publish, retire, …"""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import BaseAdmin
from quiz.admin.bulk_confirmation import Confirmation, Row, confirmed, of_questions
from quiz.admin.due_checks import renew_check
from quiz.admin.forms.decisions import Move, Nothing, Reason, Renewal
from quiz.admin.publishing import OTHERS
from quiz.admin.requests import StrOrPromise, log_change
from quiz.content import standard
from quiz.content.checks import Checked
from quiz.editorial.changed_key import differs
from quiz.editorial.freshness import next_review
from quiz.editorial.review import blocking
from quiz.models import Question


@admin.action(description=_("Submit for review…"), permissions=["submit"])
@of_questions
def submit(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    on = timezone.localdate()
    asked = Confirmation(
        "submit",
        _("Submit for review"),
        _("Submit"),
        Nothing(confirmed(request)),
        [
            Row(question, blocking(question, on) + _not_to_submit(question))
            for question in questions
        ],
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)

    def step(question: Question) -> StrOrPromise:
        question.submit(on, request.user)
        return _("Submitted for review.")

    n = asked.carry_out(request, step)
    said = ngettext("{n} question submitted.", "{n} questions submitted.", n)
    messages.success(request, said.format(n=n))
    return None


def _not_to_submit(question: Question) -> list[StrOrPromise]:
    if question.submitted:
        return [_("It waits for an editor already.")]
    if question.live_version_id and not question.edited:
        return [_("Nothing in it has changed.")]
    return []


@admin.action(description=_("Publish…"), permissions=["publish"])
@of_questions
def publish(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    on = timezone.localdate()
    form = Reason(confirmed(request))
    asked = Confirmation(
        "publish",
        _("Publish"),
        _("Publish what can be published"),
        form,
        [
            Row(
                question,
                blocking(question, on) + _not_to_publish(question, request.user),
                _advice(question),
            )
            for question in questions
        ],
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)

    def step(question: Question) -> StrOrPromise:
        version = question.publish(on, request.user, form.cleaned_data["why"])
        return _("Published as version {n}.").format(n=version.number)

    n = asked.carry_out(request, step)
    said = ngettext("{n} question is live.", "{n} questions are live.", n)
    messages.success(request, said.format(n=n))
    return None


def _not_to_publish(question: Question, by: Any) -> list[StrOrPromise]:
    said: list[StrOrPromise] = [OTHERS] if question.needs_others(by) else []
    if question.state == Question.State.LIVE and not question.edited:
        said.append(_("Readers are asked just this already."))
    if differs(question):
        said.append(
            _(
                "The right answer is another one than readers were told: open it, and correct it "
                "in public or say why not."
            )
        )
    return said


def _advice(question: Question) -> list[str]:
    n = getattr(question, "advice", 0) or 0  # which the list has counted
    return [ngettext("{n} piece of advice", "{n} pieces of advice", n).format(n=n)] if n else []


@admin.action(description=_("Retire…"), permissions=["retire"])
@of_questions
def retire(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    retired = _("It is retired already.")
    form = Reason(confirmed(request))
    asked = Confirmation(
        "retire",
        _("Retire"),
        _("Retire them"),
        form,
        [
            Row(question, [retired] if question.state == Question.State.RETIRED else [])
            for question in questions
        ],
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)

    def step(question: Question) -> StrOrPromise:
        question.retire(timezone.localdate(), request.user, form.cleaned_data["why"])
        return _("Retired.")

    n = asked.carry_out(request, step)
    said = ngettext("{n} question retired.", "{n} questions retired.", n)
    messages.success(request, said.format(n=n))
    return None


@admin.action(description=_("Still true: renew the check…"), permissions=["renew"])
@of_questions
def renew(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Any]
) -> HttpResponse | None:
    on = timezone.localdate()
    form = Renewal(confirmed(request))
    days = {
        question.pk: next_review(question.checked_on, question.review_by, on)
        for question in questions
    }
    asked = Confirmation(
        "renew",
        _("Still true: renew the check"),
        _("I looked: they are still true"),
        form,
        [Row(question, [], [date_format(days[question.pk])]) for question in questions],
        _("To be checked again by"),
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)

    def step(question: Question) -> StrOrPromise:
        cleaned = form.cleaned_data
        until = cleaned["until"] or days[question.pk]
        check = Checked(on, until, tuple(cleaned["pages"]), None, tuple(cleaned["confirmed"]))
        return renew_check(question, check, request.user)

    n = asked.carry_out(request, step)
    said = ngettext("{n} check renewed.", "{n} checks renewed.", n)
    messages.success(request, said.format(n=n))
    return None


@admin.action(description=_("Make ready to be a question of the day…"), permissions=["publish"])
@of_questions
def shelve(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    rows = [Row(question, _not_to_shelve(question)) for question in questions]
    asked = Confirmation(
        "shelve",
        _("Make ready to be a question of the day"),
        _("Make them ready"),
        Nothing(confirmed(request)),
        rows,
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)
    n = asked.carry_out(request, lambda question: _shelved(question, True))
    said = ngettext("{n} question made ready for a day.", "{n} questions made ready for a day.", n)
    messages.success(request, said.format(n=n))
    return None


@admin.action(description=_("Take out of the questions of the day…"), permissions=["publish"])
@of_questions
def take_off(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    not_there = _("It is not ready to be one.")
    asked = Confirmation(
        "take_off",
        _("Take out of the questions of the day"),
        _("Take them out"),
        Nothing(confirmed(request)),
        [Row(question, [] if question.hook else [not_there]) for question in questions],
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)
    n = asked.carry_out(request, lambda question: _shelved(question, False))
    said = ngettext(
        "{n} question taken out of those of the day.",
        "{n} questions taken out of those of the day.",
        n,
    )
    messages.success(request, said.format(n=n))
    return None


def _not_to_shelve(question: Question) -> list[StrOrPromise]:
    """What is in the way, by what readers are asked."""
    if question.hook:
        return [_("It is ready already.")]
    if question.state != Question.State.LIVE or question.live_version is None:
        return [_("Readers are not asked it.")]
    version = question.live_version
    return list(standard.off_the_shelf(version.kind, version.content))


def _shelved(question: Question, hook: bool) -> StrOrPromise:
    question.hook = hook
    question.save(update_fields=["hook"])
    return (
        _("Made ready to be a question of the day.")
        if hook
        else _("Taken out of those of the day.")
    )


@admin.action(description=_("Move to a topic…"), permissions=["change"])
@of_questions
def move(
    model_admin: BaseAdmin[Question], request: HttpRequest, questions: list[Question]
) -> HttpResponse | None:
    if len({question.bank_id for question in questions}) > 1:
        messages.error(request, _("A topic belongs to one bank: choose questions of one bank."))
        return None
    form = Move(confirmed(request), bank=questions[0].bank)
    rows = [Row(question, [], [str(question.topic or _("no topic yet"))]) for question in questions]
    asked = Confirmation(
        "move", _("Move to a topic"), _("Move them"), form, rows, _("Its topic now")
    )
    if not asked.is_given(request):
        return asked.page(model_admin, request)
    topic = form.cleaned_data["topic"]
    said = _("Moved to the topic {topic}.").format(topic=topic.title)
    moved = [question for question in questions if question.topic_id != topic.pk]
    for question in moved:
        question.topic = topic
        question.save(update_fields=["topic"])
        question.wrote(timezone.localdate(), request.user, said)
        log_change(request, question, said)
    n = len(moved)
    messages.success(
        request, ngettext("{n} question moved.", "{n} questions moved.", n).format(n=n)
    )
    live = sum(question.state == Question.State.LIVE for question in moved)
    if live:
        waits = ngettext(
            "{n} of them is live and moves for readers once it is published again.",
            "{n} of them are live and move for readers once they are published again.",
            live,
        )
        messages.warning(request, waits.format(n=live))
    return None
