"""Banks, and what questions are filed under in them: topics, sources, facts."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quiz.content.sources import is_untitled
from quiz.core.dates import read_day
from quiz.web.days import begin_of


def validate_day(text: str) -> None:
    """Raise ``ValidationError`` unless ``text`` is a day, month or year as in 2020-06-10."""
    try:
        read_day(text)
    except ValueError:
        raise ValidationError(
            _("There is no such day. Write it as 2020-06-10, 2020-06 or 2020.")
        ) from None


def free_ref(rows: models.QuerySet[Any] | models.Manager[Any], text: str) -> str:
    """A ref made of the first words of ``text``, of 50 characters or so, that no row has."""
    stem = slugify(text)[:50].rstrip("-") or "new"
    taken = set(rows.filter(ref__startswith=stem).values_list("ref", flat=True))
    numbers = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(ref for ref in (stem, *numbers) if ref not in taken)


class Bank(models.Model):
    """A named collection of questions in one language.

    ``revision`` counts the changes of what may be asked, or of what is shown with a
    version: publications, checks, corrections, titles of topics. Each process caches these
    by bank and revision, so a new revision makes what it has cached unreachable.
    ``retired`` are the questions that its files have retired, by ref: the ``day`` and the
    ``reason``. ``shipped`` (here and below) is what the last bank file said, so that loading
    the next one leaves alone what an editor has changed since.

    ``state`` is what a publisher has chosen. What readers meet at a moment is ``stands_at``: a
    bank that is to open is a draft until then, and one that has closed is closed. Readers are
    shown what ``listed`` finds, and by its own address what ``open_at`` says. ``embed_hosts`` are
    the hosts whose pages may show it in a frame, one a line; of any, if there is none.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LISTED = "listed", _("Listed")
        UNLISTED = "unlisted", _("By its address")
        CLOSED = "closed", _("Closed")

    ref = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), help_text=_("One or two sentences for readers."))
    about = models.TextField(_("about"), blank=True)
    language = models.CharField(_("language"), max_length=7, default="en")
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The bank with the lowest number opens the home page.")
    )
    state = models.CharField(
        _("who sees it"), max_length=8, choices=State, default=State.DRAFT, db_default=State.DRAFT
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    embed_hosts = models.TextField(
        _("hosts that may embed it"),
        blank=True,
        default="",
        db_default="",
        help_text=_("One a line, such as www.paper.example or *.paper.example. Empty: any."),
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    shipped = models.JSONField(default=dict, editable=False)
    retired = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), editable=False
    )

    class Meta:
        verbose_name = _("bank")
        verbose_name_plural = _("banks")
        ordering = ["order", "ref"]
        permissions = [("publish_bank", "Can say who sees question banks, and from when")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            said = _("It would close before it opens. Choose a later moment, or none.")
            raise ValidationError({"closes_at": said})

    def stands_at(self, now: datetime.datetime) -> State:
        """The state that readers meet at the moment ``now``."""
        if self.state == self.State.DRAFT:
            return self.State.DRAFT
        if self.state == self.State.CLOSED or (self.closes_at and self.closes_at <= now):
            return self.State.CLOSED
        if self.opens_at and now < self.opens_at:
            return self.State.DRAFT
        return self.State(self.state)

    def open_at(self, now: datetime.datetime) -> bool:
        """Whether a round of it may begin at the moment ``now``."""
        return self.stands_at(now) in (self.State.LISTED, self.State.UNLISTED)

    def listed_through(self, day: datetime.date) -> bool:
        """Whether it is listed from the first moment of ``day`` to its last."""
        begins, ends = begin_of(day), begin_of(day + datetime.timedelta(days=1))
        closes = self.closes_at is not None and self.closes_at < ends
        return self.stands_at(begins) == self.State.LISTED and not closes

    def changes_after(self, now: datetime.datetime) -> datetime.datetime | None:
        """When it opens or closes next; None if it stays as it is."""
        if self.state not in (self.State.LISTED, self.State.UNLISTED):
            return None
        moments = [moment for moment in (self.opens_at, self.closes_at) if moment and moment > now]
        return min(moments, default=None)

    def touch(self) -> None:
        """Raise the revision, so that every process reads again what it has cached."""
        Bank.objects.filter(pk=self.pk).update(revision=F("revision") + 1)


def listed(banks: Iterable[Bank], now: datetime.datetime) -> list[Bank]:
    """Those of ``banks`` that stand on readers' pages at the moment ``now``."""
    return [bank for bank in banks if bank.stands_at(now) == Bank.State.LISTED]


def next_change(banks: Iterable[Bank], now: datetime.datetime) -> datetime.datetime | None:
    """When the first of ``banks`` opens or closes after ``now``; None if none does."""
    moments = [moment for bank in banks if (moment := bank.changes_after(now))]
    return min(moments, default=None)


class Topic(models.Model):
    """A theme inside a bank; scores break down by it."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="topics", verbose_name=_("bank"))
    ref = models.SlugField(_("name in files"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["bank", "title"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "ref"], name="topic_ref_once_in_bank")
        ]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """A publication that questions rest on."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="sources", verbose_name=_("bank"))
    ref = models.SlugField(_("name in files"), max_length=60)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=300)
    date = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[validate_day],
        help_text=_("When it was published: 2020-06-10, 2020-06 or 2020. Empty if undated."),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "title"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "ref"], name="source_ref_once_in_bank")
        ]

    def __str__(self) -> str:
        if is_untitled(self.content()):
            return gettext("{known} (no title yet)").format(known=self.title or self.publisher)
        return ": ".join(filter(None, [self.publisher, self.title]))

    def content(self) -> dict[str, str]:
        """The source as it is written into versions, so that they stay as published."""
        return {name: getattr(self, name) for name in ("title", "publisher", "date", "url")}


class Fact(models.Model):
    """What a question tests. A round asks a fact once, in one of its variants."""

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="facts", verbose_name=_("bank"))
    ref = models.SlugField(_("name in files"), max_length=60)
    text = models.CharField(_("what readers learn, in a sentence"), max_length=300)
    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["ref"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "ref"], name="fact_ref_once_in_bank")
        ]

    def __str__(self) -> str:
        return self.text
