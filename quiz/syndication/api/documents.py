"""Of what is stored, what programs are told. Queries are those of readers' pages."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quiz.content.exhibits import asked
from quiz.core.index import Entry, Index
from quiz.models import Bank, Correction, QuestionSet, Topic, Version, listed, next_change
from quiz.play import question_index
from quiz.play.day_page import day_url
from quiz.play.queries import read_banks, read_home, versions_of
from quiz.play.sets import set_page
from quiz.syndication.api import schemas
from quiz.web.caching import ends_by

AT_ONCE = 50  # things in a part of a list
ORDER = "as programs are told"  # of the options: the same for all, and of no round


class Missing(Http404):
    """There is no such thing; says so in a sentence."""


def whole(request: HttpRequest, path: str) -> str:
    """The address of ``path`` on the host that was asked."""
    return f"{request.scheme}://{request.get_host()}{path}"


def index(request: HttpRequest) -> schemas.Index:
    begins = {"documentation": "api", "description": "api_openapi"} | {
        name: f"api_{name}" for name in ("banks", "today", "corrections", "codebook")
    }
    return schemas.Index(**{name: whole(request, reverse(at)) for name, at in begins.items()})


# Banks


def listed_banks(request: HttpRequest) -> list[Bank]:
    """The banks that everybody is shown, in their order; one query."""
    banks, now = read_banks(), timezone.now()
    ends_by(request, next_change(banks, now))
    return listed(banks, now)


def listed_bank(request: HttpRequest, ref: str) -> Bank:
    """The listed bank of this name; raises ``Missing``."""
    for bank in listed_banks(request):
        if bank.ref == ref:
            return bank
    raise Missing(_("No quiz that is open to everybody has this name."))


def banks(request: HttpRequest, page: int) -> schemas.Banks:
    shown = part(request, "api_banks", {}, listed_banks(request), page)
    topics = Topic.objects.filter(bank__in=[bank.pk for bank in shown["items"]])
    items = [bank_document(request, bank, topics) for bank in shown["items"]]
    return schemas.Banks(**shown | {"items": items})


def bank(request: HttpRequest, ref: str) -> schemas.Bank:
    found = listed_bank(request, ref)
    return bank_document(request, found, found.topics.all())


def bank_document(request: HttpRequest, bank: Bank, topics: Any) -> schemas.Bank:
    """A bank as it is today; ``topics`` are its own and perhaps those of others."""
    index = question_index.index(bank, timezone.localdate())
    return schemas.Bank(
        ref=bank.ref,
        title=bank.title,
        summary=bank.summary,
        about=bank.about,
        language=bank.language,
        questions=len(index.by_fact),
        topics=[
            schemas.BankTopic(ref=topic.ref, title=topic.title, questions=index.facts[topic.pk])
            for topic in topics
            if topic.bank_id == bank.pk and topic.pk in index.facts
        ],
        url=whole(request, reverse("bank", args=[bank.ref])),
        questions_url=whole(request, reverse("api_questions", args=[bank.ref])),
    )


# Questions


def questions(request: HttpRequest, ref: str, page: int) -> schemas.Questions:
    bank = listed_bank(request, ref)
    entries = question_index.index(bank, timezone.localdate()).entries
    shown = part(request, "api_questions", {"ref": ref}, entries, page)
    return schemas.Questions(**shown | {"items": asked_today(request, bank, shown["items"])})


def asked_today(
    request: HttpRequest, bank: Bank, entries: Sequence[Entry]
) -> list[schemas.Question]:
    """The questions of ``entries`` as they are asked, without their answers."""
    versions = versions_of(bank, [entry.version for entry in entries])
    return [question_document(request, bank, version) for version in versions]


def question_document(request: HttpRequest, bank: Bank, version: Version) -> schemas.Question:
    """What is asked, and nothing that an answer teaches."""
    exhibit, picture = version.content.get("exhibit"), version.content.get("picture")
    return schemas.Question(
        number=version.question_id,
        bank=bank.ref,
        topic=schemas.Topic(ref=version.topic.ref, title=version.topic.title),
        kind=version.kind,
        text=version.words,
        picture=picture_document(request, picture) if picture else None,
        exhibit=exhibit_document(exhibit) if exhibit else None,
        checked_on=version.checked_on,
        **version.task.offers(ORDER),
    )


def picture_document(request: HttpRequest, picture: dict[str, Any]) -> schemas.Picture:
    path = reverse("picture", args=[picture["digest"], picture["width"]])
    return schemas.Picture(
        url=whole(request, path),
        width=picture["width"],
        height=picture["height"],
        alt=picture.get("alt", ""),
    )


def exhibit_document(exhibit: dict[str, Any]) -> schemas.Exhibit:
    """An exhibit as it is before the answer, without what is empty."""
    said = {name: value for name, value in asked(exhibit).items() if value or value == 0}
    return schemas.Exhibit(**said)


def question(request: HttpRequest, number: int) -> schemas.Question:
    """One question by its number, of whichever listed bank it is."""
    for bank, index in _indexes(request):
        if entry := index.of_question.get(number):
            return asked_today(request, bank, [entry])[0]
    raise Missing(_("No question that can be asked today has this number."))


def _indexes(request: HttpRequest) -> list[tuple[Bank, Index]]:
    on = timezone.localdate()
    return [(bank, question_index.index(bank, on)) for bank in listed_banks(request)]


def today(request: HttpRequest) -> schemas.Today:
    now, on = timezone.now(), timezone.localdate()
    banks, todays = read_home(on)
    ends_by(request, next_change(banks, now))
    if todays and todays.bank in listed(banks, now):
        entry = question_index.index(todays.bank, on).of_question.get(todays.question)
        if entry and not entry.traits.steps:
            (shown,) = asked_today(request, todays.bank, [entry])
            return schemas.Today(day=on, question=shown, url=whole(request, day_url(on)))
    raise Missing(_("There is no question of the day today."))


def question_set(request: HttpRequest, ref: str) -> schemas.QuestionSet:
    """A set that is open, of a listed bank. Who knows its name finds it; it is in no list."""
    banks, now = listed_banks(request), timezone.now()
    found = QuestionSet.objects.filter(ref=ref, bank__in=[bank.pk for bank in banks]).first()
    bank = next((bank for bank in banks if found and bank.pk == found.bank_id), None)
    page = set_page(found, bank, now) if found and bank else None
    if page is None or not page.open:
        raise Missing(_("No set that is open has this name."))
    return schemas.QuestionSet(
        ref=ref,
        title=page.question_set.title,
        summary=page.question_set.summary,
        bank=page.bank.ref,
        questions=asked_today(request, page.bank, page.entries),
        left_out=page.left_out,
        url=whole(request, page.url),
    )


# Corrections


def corrections(request: HttpRequest, page: int) -> schemas.Corrections:
    banks = {bank.pk: bank for bank in listed_banks(request)}
    made = Correction.objects.filter(question__bank__in=banks).select_related("version", "question")
    shown = part(request, "api_corrections", {}, made, page)
    items = [_correction(request, banks[each.question.bank_id], each) for each in shown["items"]]
    return schemas.Corrections(**shown | {"items": items})


def _correction(request: HttpRequest, bank: Bank, made: Correction) -> schemas.Correction:
    return schemas.Correction(
        number=made.question_id,
        bank=bank.ref,
        text=made.version.words,
        kind=made.kind,
        statement=made.statement,
        corrected_on=made.corrected_on,
        regraded_on=made.regraded_on,
        url=whole(request, f"{reverse('corrections')}#correction-{made.pk}"),
    )


# Lists


def part(
    request: HttpRequest, name: str, found: dict[str, str], things: Any, page: int
) -> dict[str, Any]:
    """The part ``page`` of a list at the address ``name``, as ``schemas.Paged`` has it.

    ``things`` is a list, or a query that is asked for its number and for this part alone.
    """
    total = len(things) if isinstance(things, list) else things.count()
    pages = max(1, -(-total // AT_ONCE))
    if not 1 <= page <= pages:
        raise Missing(_("This list has no such part: it ends with %(last)s.") % {"last": pages})

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        # In the path and not behind a question mark, by which no cache of ours tells pages apart.
        path = reverse(f"{name}_part", kwargs=found | {"page": number})
        return whole(request, path)

    return {
        "page": page,
        "pages": pages,
        "total": total,
        "previous": address(page - 1),
        "next": address(page + 1),
        "items": list(things[(page - 1) * AT_ONCE : page * AT_ONCE]),
    }
