"""What a page is, in schema.org's words for machines that read it (JSON-LD).

It says what the page shows and no more. Of a question it has the answers on offer, in the order
in which everybody sees them, and never which of them is right.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from quiz.content import languages
from quiz.models import Bank, QuestionSet, Topic
from quiz.play.day_page import DayPage, day_url

Node = dict[str, Any]
CONTEXT = {"@context": "https://schema.org"}


def of_bank(request: HttpRequest, bank: Bank, topics: Iterable[Topic]) -> Node:
    """A bank with the topics that can be played."""
    about = [{"@type": "Thing", "name": topic.title} for topic in topics]
    quiz = _quiz(request, bank, _bank_url(bank), bank.title, bank.summary)
    return CONTEXT | quiz | {"about": about}


def of_set(request: HttpRequest, question_set: QuestionSet, bank: Bank) -> Node:
    """A set, whose questions nobody is shown before it begins."""
    url = question_set.get_absolute_url()
    return CONTEXT | _quiz(request, bank, url, question_set.title, question_set.summary)


def of_day(request: HttpRequest, page: DayPage, bank: Bank) -> Node:
    """The question of a day with the answers on offer."""
    form: Any = page.form
    offered = [{"@type": "Answer", "text": str(row.text)} for row in form.rows]
    url = request.build_absolute_uri(page.url)
    question = {
        "@type": "Question",
        "@id": f"{url}#question",
        "name": page.version.words,
        "text": page.version.words,
        "eduQuestionType": "Multiple choice",
        "inLanguage": _language(bank),
        "suggestedAnswer": offered,
    }
    quiz = _quiz(request, bank, page.url, page.version.words, bank.title)
    return CONTEXT | quiz | {"hasPart": [question]}


def of_days(request: HttpRequest, days: Sequence[Any]) -> Node:
    """The questions of days as a list of their addresses."""
    listed = [
        {
            "@type": "ListItem",
            "position": number,
            "url": request.build_absolute_uri(day_url(row.day)),
            "name": row.question.live_version.words,
        }
        for number, row in enumerate(days, start=1)
    ]
    return CONTEXT | {"@type": "ItemList", "name": _("A question a day"), "itemListElement": listed}


def _quiz(request: HttpRequest, bank: Bank, path: str, name: str, description: str) -> Node:
    url = request.build_absolute_uri(path)
    quiz: Node = {
        "@type": "Quiz",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "inLanguage": _language(bank),
        "isAccessibleForFree": True,
    }
    if path != _bank_url(bank):
        whole = request.build_absolute_uri(_bank_url(bank))
        quiz["isPartOf"] = {"@type": "Quiz", "@id": whole, "name": bank.title}
    if settings.PUBLISHER:
        quiz["publisher"] = {"@type": "Organization", "name": settings.PUBLISHER}
    return quiz


def _bank_url(bank: Bank) -> str:
    return reverse("bank", args=[bank.ref])


def _language(bank: Bank) -> str:
    return languages.find(bank.language) or "und"
