"""One row a day for what the clean-up has deleted."""

import datetime
from itertools import pairwise

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upkeep(models.Model):
    """How much the clean-up deleted on a day, so that editors can see the promise kept."""

    MINUTES = 10  # between one clean-up and the next, beside the server
    LONGEST_GAP = datetime.timedelta(days=7)

    day = models.DateField(_("day"), unique=True)
    rounds = models.PositiveIntegerField(_("rounds removed"), default=0)
    sessions = models.PositiveIntegerField(_("sessions removed"), default=0)
    # Not on a day on which the clock was in doubt, so that nothing was deleted.
    ran = models.BooleanField(_("ran"), default=True, db_default=True, editable=False)
    # So that who watches the site learns at once when the clean-ups have stopped.
    ran_at = models.DateTimeField(_("last ran to its end"), null=True, editable=False)

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)

    @classmethod
    def note(cls, day: datetime.date, rounds: int, sessions: int) -> None:
        """Add to the numbers of ``day``; safe when several processes add at once."""
        Upkeep.objects.bulk_create([Upkeep(day=day)], ignore_conflicts=True)
        Upkeep.objects.filter(day=day).update(
            rounds=F("rounds") + rounds, sessions=F("sessions") + sessions, ran=True
        )

    @classmethod
    def doubt(cls, *days: datetime.date) -> None:
        """Note that the clock has said these days, on which nothing was deleted."""
        noted = [Upkeep(day=day, ran=False) for day in days]
        Upkeep.objects.bulk_create(noted, ignore_conflicts=True)

    @classmethod
    def note_end(cls, now: datetime.datetime) -> None:
        """Note that a clean-up ran to its end in this minute, and forget when others did."""
        minute, today = now.replace(second=0, microsecond=0), timezone.localdate(now)
        cls.objects.filter(day=today).update(ran_at=minute)
        cls.objects.filter(day__lt=today, ran_at__isnull=False).update(ran_at=None)

    @classmethod
    def minutes_since(cls, now: datetime.datetime) -> int | None:
        """How many minutes ago a clean-up last ran to its end; none if none has."""
        ran = cls.objects.filter(ran_at__lte=now).aggregate(models.Max("ran_at"))["ran_at__max"]
        return None if ran is None else int((now - ran).total_seconds() // 60)

    @classmethod
    def latest(cls, today: datetime.date) -> "Upkeep | None":
        """The last day of a clean-up; a clock that was wrong may have noted later ones.

        It is ``doubted`` if the clock has jumped since then, so that clean-ups wait.
        """
        days = cls.objects.filter(day__lte=today)
        later = days.filter(ran=False, day__gt=OuterRef("day"))
        return days.filter(ran=True).annotate(doubted=Exists(later)).first()

    @classmethod
    def is_plausible(cls, today: datetime.date) -> bool:
        """Whether the clock may be right that it is ``today``.

        No more than ``LONGEST_GAP`` lies between it and the two days of clean-ups before it.
        So a clock that jumps by weeks is believed on the third day on which it says so, and
        after a long pause clean-ups begin again by themselves.
        """
        days = [today, *cls.objects.filter(day__lt=today).values_list("day", flat=True)[:2]]
        return all(later - earlier <= cls.LONGEST_GAP for later, earlier in pairwise(days))

    @classmethod
    def trust(cls, today: datetime.date) -> None:
        """Make ``today`` plausible, as if the clock had said the two days before it, too."""
        cls.doubt(*(today - datetime.timedelta(days=days) for days in (1, 2)))
