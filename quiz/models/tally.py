"""What is counted of finished rounds, and kept when they are gone.

A tally is one row for all answers to a version that mean the same (``canonical``
in ``quiz/core/kinds``), with how many they are and the sums that item statistics
need. So facility, discrimination, what each option drew and a regrade are all
read off rows, exactly, for every kind, whether the rounds still exist or not.

Grades are counted in ten-thousandths, as whole numbers. Their sums are exact, so
they are the same in whatever order rounds are finished, counted, purged and
regraded; sums of fractions would not be.

No row knows a reader, a round or a day: it cannot be traced back to anybody.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quiz.core.item_statistics import FULL


class Summed(models.Model):
    """A model whose rows, named by ``KEY``, are added to: ``SUMS`` grow, ``OTHERS`` are set."""

    KEY: ClassVar[tuple[str, ...]]
    SUMS: ClassVar[tuple[str, ...]]
    OTHERS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def add(cls, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add ``rows``, of ``KEY``, ``SUMS`` and ``OTHERS``, to what there is or make them new.

        Of the others, null leaves what is there. One statement, whoever else adds at the
        same time; the ORM has none that adds. Rows in the order of their key keep two
        that add at once from waiting for each other.
        """
        names = (*cls.KEY, *cls.SUMS, *cls.OTHERS)
        fields: list[Any] = [cls._meta.get_field(name) for name in names]
        quoted = [connection.ops.quote_name(field.column) for field in fields]
        table = connection.ops.quote_name(cls._meta.db_table)
        key, sums, others = (
            quoted[: len(cls.KEY)],
            quoted[len(cls.KEY) : len(names) - len(cls.OTHERS)],
            quoted[len(names) - len(cls.OTHERS) :],
        )
        changes = [f"{name} = {table}.{name} + excluded.{name}" for name in sums]
        changes += [f"{name} = COALESCE(excluded.{name}, {table}.{name})" for name in others]
        size = connection.ops.bulk_batch_size(fields, rows)
        with connection.cursor() as cursor:
            for start in range(0, len(rows), size or 1):
                some = rows[start : start + size]
                places = ", ".join([f"({', '.join(['%s'] * len(names))})"] * len(some))
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(quoted)}) VALUES {places} "  # noqa: S608
                    f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(changes)}",
                    [
                        field.get_db_prep_save(value, connection)
                        for row in some
                        for field, value in zip(fields, row, strict=True)
                    ],
                )


class Tally(Summed):
    """All answers to a version that mean the same: how many, and what they earned.

    ``points`` is the sum of their grades as first given. Those given in a round
    with other answers have a rest score, the mean grade of these others, again as
    first given: there are ``paired`` of them, with the sums of their own points
    and squares, of the rest scores and squares, and of the products of the two.

    ``regraded`` is what each of these answers earns since a correction, if that
    differs. ``digest`` stands for ``response``, which may be long; null is "not sure".
    """

    version = models.ForeignKey("quiz.Version", models.CASCADE, related_name="tallies")
    simulated = models.BooleanField(_("simulated"), default=False)
    digest = models.CharField(max_length=32)
    response = models.JSONField(_("response"), null=True)
    n = models.PositiveIntegerField(_("answers"), default=0)
    points = models.BigIntegerField(default=0)
    paired = models.PositiveIntegerField(default=0)
    paired_points = models.BigIntegerField(default=0)
    paired_squares = models.BigIntegerField(default=0)
    rest = models.BigIntegerField(default=0)
    rest_squares = models.BigIntegerField(default=0)
    products = models.BigIntegerField(default=0)
    regraded = models.PositiveSmallIntegerField(null=True)

    KEY = ("version", "simulated", "digest")
    SUMS = (
        "n", "points", "paired", "paired_points", "paired_squares",
        "rest", "rest_squares", "products",
    )  # fmt: skip
    OTHERS = ("response", "regraded")

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("statistics")
        ordering = ["version", "simulated", "-n", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "simulated", "digest"], name="tally_answer_once"
            ),
            models.CheckConstraint(condition=Q(paired__lte=F("n")), name="tally_parts_of_n"),
            models.CheckConstraint(
                condition=Q(regraded__isnull=True) | Q(regraded__lte=FULL),
                name="tally_regraded_0_to_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.n} × {self.response}"


class ScoreTally(Summed):
    """How many rounds of ``length`` questions, all answered, ended on a score.

    ``tenths`` is the score as first given, in tenths of a point.
    """

    bank = models.ForeignKey("quiz.Bank", models.CASCADE, related_name="+")
    simulated = models.BooleanField(_("simulated"), default=False)
    length = models.PositiveSmallIntegerField(_("questions"))
    tenths = models.PositiveSmallIntegerField(_("tenths of a point"))
    n = models.PositiveIntegerField(_("rounds"), default=0)

    KEY = ("bank", "simulated", "length", "tenths")
    SUMS = ("n",)

    class Meta:
        verbose_name = _("tally of scores")
        verbose_name_plural = _("tallies of scores")
        ordering = ["bank", "simulated", "length", "tenths"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "simulated", "length", "tenths"], name="score_tally_once"
            ),
            models.CheckConstraint(
                condition=Q(tenths__lte=F("length") * 10), name="score_tally_within_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n} × {self.tenths / 10} / {self.length}"
