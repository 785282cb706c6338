"""Sources, topics and lessons that are added on the page of a question, without another window.

What the bank has already is found by its address or its title, and taken instead.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quiz.content import markdown
from quiz.content.day_fields import PublishedField
from quiz.content.fields import AddressField, LineField
from quiz.content.sources import bare_address, is_unfinished, is_untitled, stand_in
from quiz.models import Bank, Fact, Source, Topic, free_ref

PARTS = ("url", "title", "publisher", "date")
TOPIC, FACT = "topic_new", "fact_new"
OFFERED = 300  # of the titles and the lessons of a bank, while one is typed


def source_fields(name: str) -> dict[str, forms.Field]:
    """The fields for a new source that the field ``name`` of the question is to have."""
    wide = forms.TextInput(attrs={"size": 60, "list": "source-titles"})
    address = forms.URLInput(attrs={"size": 60, "placeholder": "https://"})
    return {
        f"{name}_new_url": AddressField(
            label=_("Address of the page"), required=False, max_length=500, widget=address,
            assume_scheme="https",
            help_text=_("If the desk has it already, that is found, and nothing more is needed."),
        ),
        f"{name}_new_title": LineField(
            label=_("Its title"), required=False, max_length=300, widget=wide
        ),
        f"{name}_new_publisher": LineField(
            label=_("Who published it"), required=False, max_length=300,
            widget=forms.TextInput(attrs={"size": 30}),
            help_text=_("Left empty, it is the name of the page’s site."),
        ),
        f"{name}_new_date": PublishedField(
            label=_("Day of publication"), required=False,
            widget=forms.TextInput(attrs={"size": 14, "placeholder": "2026-11-29"}),
            help_text=_("A month or a year will do; left empty, it is undated."),
        ),
    }  # fmt: skip


def begun_source(name: str, source: Source | None) -> dict[str, str]:
    """What the fields for a new source begin with: what is known of one that is unfinished."""
    if source is None or not is_unfinished(source.content()):
        return {}
    known = source.content() | ({"title": ""} if is_untitled(source.content()) else {})
    return {f"{name}_new_{part}": known[part] for part in PARTS}


def names(name: str) -> list[str]:
    """What the fields of ``source_fields`` are called."""
    return [f"{name}_new_{part}" for part in PARTS]


def first_of(name: str) -> str:
    """The first of the fields for what ``name`` chooses from, and what the bank lacks."""
    return FACT if name == "fact" else names(name)[0]


def offered(bank: Bank) -> dict[str, list[str]]:
    """What the fields for something new offer while one types: it needs no script."""
    return {
        "source-titles": list(
            bank.sources.order_by("-pk").values_list("title", flat=True)[:OFFERED]
        ),
        "lessons": list(bank.facts.order_by("-pk").values_list("text", flat=True)[:OFFERED]),
    }


def topic_field() -> LineField:
    return LineField(
        label=_("Or a new one"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"size": 30}),
    )  # fmt: skip


def fact_field() -> LineField:
    return LineField(
        label=_("Or in a sentence of yours"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"size": 60, "list": "lessons"}),
        help_text=_("If this bank has it already, that one is taken."),
    )  # fmt: skip


def typed_source(
    form: forms.BaseForm, name: str, bank: Bank, completed: list[Source] | None = None
) -> Source | None:
    """The source that was typed for ``name``: one of the bank, or one that is not saved yet.

    For a draft it may lack its title, and its publisher. One of the bank that does gets what was
    typed, and is put into ``completed``, to be saved with the draft; else nothing may lack.
    """
    url, title, publisher, date = (form.cleaned_data.get(each) or "" for each in names(name))
    if not (url or title or publisher or date):
        return None
    known = _known(bank.sources, url, title)
    if known is not None:
        if completed is not None and is_unfinished(known.content()):
            known.title = title or known.title
            known.publisher, known.date = publisher or known.publisher, date or known.date
            completed.append(known)
        return known
    if url and not title and (elsewhere := _known(Source.objects, url)):
        given = publisher or elsewhere.publisher, date or elsewhere.date
        return Source(bank=bank, title=elsewhere.title, publisher=given[0], date=given[1], url=url)
    publisher = publisher or markdown.host(url).removeprefix("www.")
    made = Source(bank=bank, title=title, publisher=publisher, date=date, url=url)
    if completed is not None:
        made.title = title or stand_in(made.content())
        return made
    if not title:
        form.add_error(f"{name}_new_title", _("This page is new to the desk: write its title."))
    if not publisher and not {f"{name}_new_publisher", f"{name}_new_url"} & set(form.errors):
        form.add_error(f"{name}_new_publisher", _("Say who published it."))
    return made


def _known(sources: Any, url: str, title: str = "") -> Source | None:
    """One of ``sources``: that with the address, or else with the title where none was typed."""
    if url:
        return sources.filter(url__in=same_page(url)).order_by("pk").first()
    return sources.filter(title__iexact=title).first() if title else None


def same_page(url: str) -> list[str]:
    """The ways in which the address of one page is written."""
    return [
        f"{scheme}://{www}{bare_address(url)}{end}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for end in ("", "/")
    ]


def typed_topic(form: forms.BaseForm, bank: Bank) -> Topic | None:
    """The topic that was typed: one of the bank, or one that is not saved yet."""
    title = form.cleaned_data.get(TOPIC) or ""
    if not title:
        return None
    return bank.topics.filter(title__iexact=title).first() or Topic(bank=bank, title=title)


def typed_fact(form: forms.BaseForm, bank: Bank) -> Fact | None:
    """The lesson that was typed: one of the bank, or one that is not saved yet."""
    text = form.cleaned_data.get(FACT) or ""
    if not text:
        return None
    return bank.facts.filter(text__iexact=text).first() or Fact(bank=bank, text=text)


def saved(rows: Iterator[Any]) -> list[Any]:
    """Save those of ``rows`` that are new, each with a ref of its own; return these."""
    made = [row for row in rows if row is not None and row.pk is None]
    for row in made:
        if isinstance(row, Source):
            words = f"{row.publisher} {row.date}"
        else:
            words = row.title if isinstance(row, Topic) else row.text
        row.ref = free_ref(type(row)._base_manager.filter(bank=row.bank), words)
        row.save()
    return made
