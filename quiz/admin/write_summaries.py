"""What each folded part of the page of a question has or lacks, in a few words."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quiz.content import exhibit_words, markdown, validation
from quiz.content.wording import when
from quiz.models import Question


def summaries(form: Any) -> dict[str, tuple[Any, bool]]:
    """What each folded part has, or else what it lacks; and whether it lacks something."""
    question = _shown(form)
    return {
        "look": (_look(question), False),
        "evidence": _evidence(question),
        "after": _after(question),
        "filing": _filing(question),
        "check": _check(form),
    }


def _shown(form: Any) -> Question:
    """The question as its form shows it: a new one with what the address of the page brings."""
    if form.is_bound or form.instance.pk:
        shown: Question = form.instance
        return shown
    shown = Question()
    for column in Question._meta.concrete_fields:
        if column.name in form.fields and form.initial.get(column.name):
            try:
                brought = form.fields[column.name].clean(form.initial[column.name])
            except ValidationError:
                continue
            setattr(shown, column.name, brought)
    return shown


def _look(question: Question) -> str:
    there = [str(exhibit_words.name(question.exhibit["type"]))] if question.exhibit else []
    there += [_("a picture")] if question.picture_id else []
    return " · ".join(there) or _("Nothing yet: a message, a page, a picture")


def _evidence(question: Question) -> tuple[str, bool]:
    source, quoted = question.source, validation.words(markdown.plain(question.passage))
    if source is None:
        return _("Lacks a source"), True
    if not quoted and not question.claim:
        return _("Lacks what the source says"), True
    words = ngettext("{n} of their words", "{n} of their words", quoted).format(n=quoted)
    said = [source.publisher, when(source.date), words if quoted else _("in your words")]
    return " · ".join(filter(None, said)), False


def _after(question: Question) -> tuple[str, bool]:
    n = validation.words(markdown.plain(question.explanation))
    if not n:
        return _("Lacks an explanation"), True
    said = [ngettext("Explanation: {n} word", "Explanation: {n} words", n).format(n=n)]
    if question.action:
        said.append(_("one thing to do"))
    return " · ".join(said), False


def _filing(question: Question) -> tuple[str, bool]:
    if question.topic is None:
        return _("Lacks a topic"), True
    said = [question.topic.title, question.get_difficulty_display(), question.get_stance_display()]
    return " · ".join(filter(None, map(str, said))), False


def _check(form: Any) -> tuple[str, bool]:
    check = form.new_check if form.is_bound and hasattr(form, "cleaned_data") else None
    check = check or form.latest
    if check is None:
        return _("Nobody has compared it with its source yet"), True
    days = {"on": date_format(check.checked_on), "until": date_format(check.review_by)}
    return _("Compared on {on} · again by {until}").format(**days), False
