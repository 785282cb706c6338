"""The numbers of readers that were erased, as keyed hashes, to the end of the next day."""

import datetime
import uuid

from django.db import connection, models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Erased(models.Model):
    """A reader's number that was erased on a day: what was still on its way comes too late.

    ``digest`` is a keyed hash, from which nobody without the site's secret finds the number.
    """

    digest = models.CharField(_("hash of the number"), max_length=64, unique=True)
    erased_on = models.DateField(_("erased on"))

    class Meta:
        verbose_name = _("erased number")
        verbose_name_plural = _("erased numbers")

    def __str__(self) -> str:
        return str(self.erased_on)

    @classmethod
    def note(cls, reader: uuid.UUID, on: datetime.date) -> None:
        """Remember that ``reader`` was erased, in the transaction that erases."""
        _wait_for_others(reader)
        Erased.objects.bulk_create(
            [Erased(digest=_digest(reader), erased_on=on)],
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["erased_on"],
        )

    @classmethod
    def has(cls, reader: uuid.UUID) -> bool:
        """Whether ``reader`` was erased; call it in the transaction that begins a round."""
        _wait_for_others(reader)
        return cls.objects.filter(digest=_digest(reader)).exists()


def _digest(reader: uuid.UUID) -> str:
    return salted_hmac("quiz.erased", reader.hex, algorithm="sha256").hexdigest()


def _wait_for_others(reader: uuid.UUID) -> None:
    """Of an erasure and a start of one reader, let the second wait until the first has ended.

    So a start either commits before and is erased, or finds what the erasure has noted.
    SQLite needs no lock: it runs one writing transaction at a time.
    """
    if connection.vendor == "postgresql":
        number = int(_digest(reader)[:15], 16)  # 60 bits: a lock's name has 63 at most
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
