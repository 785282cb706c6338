"""One row a day for what the clean-up has deleted."""

import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Upkeep(models.Model):
    """How much the clean-up deleted on a day, so that editors can see the promise kept."""

    MINUTES = 10  # between one clean-up and the next, beside the server

    day = models.DateField(_("day"), unique=True)
    rounds = models.PositiveIntegerField(_("rounds removed"), default=0)
    sessions = models.PositiveIntegerField(_("sessions removed"), default=0)

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)

    @classmethod
    def note(cls, day: datetime.date, rounds: int, sessions: int) -> None:
        """Add to the numbers of ``day``; safe when several processes add at once."""
        row, _made = cls.objects.get_or_create(day=day)
        cls.objects.filter(pk=row.pk).update(
            rounds=F("rounds") + rounds, sessions=F("sessions") + sessions
        )
