"""How often the desk's door was tried on a day, so that no restart and no full cache forgets it."""

import datetime

from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Attempts(models.Model):
    """How often strangers tried the password, or the codes, of one account on a day.

    ``digest`` is a keyed hash of the day, of what was tried and of the account's name, whether
    or not there is such an account. The clean-up deletes the days that are over.
    """

    day = models.DateField(_("day"))
    digest = models.CharField(_("hash of the account"), max_length=64)
    number = models.PositiveIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("attempts at the door")
        verbose_name_plural = _("attempts at the door")
        constraints = [
            models.UniqueConstraint(fields=["day", "digest"], name="attempts_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"

    @classmethod
    def count(cls, what: str, account: str, day: datetime.date) -> int:
        """Count one more attempt at ``what`` of ``account``; return how many it makes that day."""
        said = f"{day}\0{what}\0{account}"
        digest = salted_hmac("quiz.attempts", said, algorithm="sha256").hexdigest()
        counted = Attempts.objects.filter(day=day, digest=digest)
        if not counted.update(number=F("number") + 1):
            # Who comes first with another is no error, which PostgreSQL would log.
            Attempts.objects.bulk_create([Attempts(day=day, digest=digest)], ignore_conflicts=True)
            counted.update(number=F("number") + 1)
        return counted.values_list("number", flat=True).get()
