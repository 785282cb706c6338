"""Anonymous counts of answers and scores, which stay when the rounds are deleted.

A tally is one row for all answers to a version that mean the same (``canonical``
in ``quiz/core/kinds``), with their number and the sums that item statistics need.
So facility, discrimination, how often each option was chosen, and a regrade are
computed from these rows, exactly, for every kind of question.

Grades are added up in ten-thousandths, as whole numbers: such sums are exact, so
they do not depend on the order in which rounds are finished, counted, purged and
regraded, as sums of fractions would.

No row has a reader, a round or a day. Answers are added to these rows, and so shown to editors,
together with those of many readers or not at all (``TOGETHER`` in ``quiz/tallies/counting.py``).
Readers are told of a copy in the same row, which moves more seldom (``quiz/tallies/shown.py``),
and of another, which moves more seldom still, shares are published.
What expires before there are so many is held in tables of the same shape, which nobody is shown.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quiz.core.item_statistics import FULL


class Summed(models.Model):
    """A table of sums. A row is found by ``UNIQUE``; ``SUMS`` are added to, ``OTHERS`` set."""

    UNIQUE: ClassVar[tuple[str, ...]]
    SUMS: ClassVar[tuple[str, ...]]
    OTHERS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def add(cls, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert ``rows``, or add them to those that are there.

        A row has the values of ``UNIQUE``, ``SUMS`` and ``OTHERS``, in this order; a null in
        ``OTHERS`` leaves the stored value. Safe when several processes add at once, and
        written out, because the ORM's upsert can set values but not add to them. Pass rows
        sorted by ``UNIQUE``, so that two processes never wait for each other in a ring.
        """
        names = (*cls.UNIQUE, *cls.SUMS, *cls.OTHERS)
        fields: list[Any] = [cls._meta.get_field(name) for name in names]
        quoted = [connection.ops.quote_name(field.column) for field in fields]
        table = connection.ops.quote_name(cls._meta.db_table)
        unique, sums, others = (
            quoted[: len(cls.UNIQUE)],
            quoted[len(cls.UNIQUE) : len(names) - len(cls.OTHERS)],
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
                    f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {', '.join(changes)}",
                    [
                        field.get_db_prep_save(value, connection)
                        for row in some
                        for field, value in zip(fields, row, strict=True)
                    ],
                )


class AnswerSums(Summed):
    """All answers to a version that mean the same: their number, and the sums of their grades.

    ``points`` is the sum of their grades as first given. The *rest score* of an answer is
    the mean grade (as first given) of the other answers in its round, to a tenth, so that it
    does not tell which answers are of one round. ``paired`` is how
    many of the answers have one, that is, were not the only answer of their round. Over
    these, ``paired_points`` and ``paired_squares`` are the sums of the grades and of their
    squares, ``rest`` and ``rest_squares`` those of the rest scores, and ``products`` the sum
    of grade times rest score.

    ``regraded`` is what each of these answers earns since a correction, if that differs.
    ``digest`` is a hash of ``response``, which may be long; a null response is "not sure".
    """

    # Each table has its own foreign key.
    version: Any
    version_id: int
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

    UNIQUE = ("version", "simulated", "digest")
    SUMS = (
        "n", "points", "paired", "paired_points", "paired_squares",
        "rest", "rest_squares", "products",
    )  # fmt: skip
    OTHERS = ("response", "regraded")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.version_id}: {self.n} × {self.response}"


class Tally(AnswerSums):
    """What is counted, and shown to editors; readers are told of ``shown`` and ``shown_points``.

    Shares of ``published`` and ``published_points`` are told to anybody.
    """

    version = models.ForeignKey("quiz.Version", models.CASCADE, related_name="tallies")
    shown = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    shown_points = models.BigIntegerField(default=0, db_default=0, editable=False)
    published = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    published_points = models.BigIntegerField(default=0, db_default=0, editable=False)

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


class HeldTally(AnswerSums):
    """What expired before enough readers' answers could be counted together; shown to nobody."""

    version = models.ForeignKey("quiz.Version", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("held tally")
        verbose_name_plural = _("held tallies")
        ordering = ["version", "simulated", "digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "simulated", "digest"], name="held_answer_once"
            ),
        ]


class ScoreSums(Summed):
    """How many rounds of ``length`` questions, all answered, had the same score.

    ``tenths`` is that score, by the grades as first given, in tenths of a point.
    """

    bank: Any  # as above
    bank_id: int
    simulated = models.BooleanField(_("simulated"), default=False)
    length = models.PositiveSmallIntegerField(_("questions"))
    tenths = models.PositiveSmallIntegerField(_("tenths of a point"))
    n = models.PositiveIntegerField(_("rounds"), default=0)

    UNIQUE = ("bank", "simulated", "length", "tenths")
    SUMS = ("n",)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.n} × {self.tenths / 10} / {self.length}"


class ScoreTally(ScoreSums):
    """What is counted, and shown to editors; readers are told of ``shown``, others as above."""

    bank = models.ForeignKey("quiz.Bank", models.CASCADE, related_name="+")
    shown = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    published = models.PositiveIntegerField(default=0, db_default=0, editable=False)

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


class HeldScoreTally(ScoreSums):
    """The scores of rounds whose answers are held; shown to nobody."""

    bank = models.ForeignKey("quiz.Bank", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("held tally of scores")
        verbose_name_plural = _("held tallies of scores")
        ordering = ["bank", "simulated", "length", "tenths"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "simulated", "length", "tenths"], name="held_score_once"
            ),
        ]


class HeldReaders(Summed):
    """Of how many readers answers are held in a bank.

    Who adds to what is held, or moves it to the tallies, locks or writes this row first.
    """

    bank = models.OneToOneField("quiz.Bank", models.CASCADE, related_name="+")
    n = models.PositiveIntegerField(_("readers"), default=0)

    UNIQUE = ("bank",)
    SUMS = ("n",)

    class Meta:
        verbose_name = _("held readers")
        verbose_name_plural = _("held readers")

    def __str__(self) -> str:
        return f"{self.bank_id}: {self.n}"


class EndTally(Summed):
    """How many rounds of ``length`` questions were left after ``answered`` of them.

    ``month`` is the first day of the month in which they began. Those of a month that are
    ``held`` are too few to be added to the others, and shown to nobody.
    """

    bank = models.ForeignKey("quiz.Bank", models.CASCADE, related_name="+")
    month = models.DateField(_("month"))
    held = models.BooleanField(_("held"))
    length = models.PositiveSmallIntegerField(_("questions"))
    answered = models.PositiveSmallIntegerField(_("answered"))
    n = models.PositiveIntegerField(_("rounds"), default=0)

    UNIQUE = ("bank", "month", "held", "length", "answered")
    SUMS = ("n",)

    class Meta:
        verbose_name = _("tally of ends")
        verbose_name_plural = _("tallies of ends")
        ordering = ["bank", "-month", "held", "length", "answered"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "month", "held", "length", "answered"], name="end_tally_once"
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("length")), name="end_tally_within_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n} × {self.answered} / {self.length}"
