"""Who sees a question, as the desk says it: two eyes and a word."""

from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quiz.models import Question


@dataclass(frozen=True)
class Sight:
    """Whose eyes are open ("both", "one", "none" or "shut"), and the word beside them."""

    sees: str
    word: str

    def __str__(self) -> str:
        """The eyes with their word, as HTML."""
        return format_html('<span class="sees">{} {}</span>', eyes(self.sees), self.word)


@cache
def eyes(sees: str) -> SafeString:
    return SafeString(render_to_string("admin/quiz/eyes.html", {"sees": sees}))


def of_question(question: Question) -> Sight:
    """Who sees ``question``; asks the database nothing."""
    state = Question.State
    if question.state == state.LIVE:
        return Sight("both", _("Live, changed") if question.submitted else _("Live"))
    if question.state == state.RETIRED:
        return Sight("shut", _("Retired"))
    if question.publish_on:
        return Sight("one", _("Approved for {day}").format(day=date_format(question.publish_on)))
    if question.submitted:
        return Sight("one", _("With an editor"))
    return Sight("none", _("Draft"))
