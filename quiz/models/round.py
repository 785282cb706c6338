"""Rounds: what readers play.

A ``Round`` is a row of ``Turn``s, all made at its start, so progress, score and
what comes next are read off them and never kept twice.
"""

import datetime
import secrets
import uuid
from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from quiz.core.kinds.base import FAIR_SEEDS
from quiz.models.turn import Turn

# Written out, as in ``turn.py``, which says why.
ANSWERED = """
NOT EXISTS (SELECT 1 FROM quiz_turn WHERE round_id = quiz_round.id AND answered_on IS NULL)
""".strip()
FINISH = f"""
UPDATE quiz_round SET finished_on = %s WHERE id = %s AND finished_on IS NULL AND {ANSWERED}
""".strip()  # noqa: S608  # our own words
# Both in one statement, so that to claim a round costs its first answer nothing. (SQLite 3.40
# is wrong about RETURNING finished_on IS NOT NULL here, so the day itself is asked for.)
CLAIM_AND_FINISH = f"""
UPDATE quiz_round SET claimed = TRUE, finished_on =
    CASE WHEN finished_on IS NULL AND {ANSWERED} THEN %s ELSE finished_on END
WHERE id = %s RETURNING finished_on
""".strip()  # noqa: S608  # our own words


def fresh_seed() -> int:
    return FAIR_SEEDS + secrets.randbits(62)


class Round(models.Model):
    """One sitting: versions drawn once, in a fixed order.

    ``key`` is its address. Who knows it may play and see the round until that is ``claimed``:
    its browser has brought back the number of its ``reader``, and has it for itself.
    ``today`` is the day's question that it began with, if it did: a reader has one such round.
    ``question_set`` is the set that it asks, if its ``origin`` is one.
    ``seed`` fixes the order of the options and is shown to nobody before the round has
    ended. ``wanted`` is how many questions were asked for; how many there are is the
    number of turns.
    ``stopped`` says that it was ended before all was answered; until it expires it can be
    resumed, so it is counted only then. ``tallied`` says that what it has to give is in the
    tallies. ``challenger_right`` says of a challenge how many of its ``wanted`` questions its
    sender had right, if they put that in.

    Every start writes to each index of these two tables, so there is none beyond those
    that a reader or the housekeeping needs: rounds are found by their key, reader and
    day, turns by their round.
    """

    class Origin(models.TextChoices):
        FRESH = "fresh", _("Fresh")
        TOPIC = "topic", _("One topic")
        PRACTICE = "practice", _("Practice")
        CHALLENGE = "challenge", _("Challenge")
        SET = "set", _("Set")
        PREVIEW = "preview", _("Preview")
        SIMULATED = "simulated", _("Simulated")

    under = ""  # what its addresses begin with where it is played in another site's page

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    seed = models.BigIntegerField(default=fresh_seed, editable=False)
    bank = models.ForeignKey("quiz.Bank", models.CASCADE, related_name="rounds", db_index=False)
    topic = models.ForeignKey(
        "quiz.Topic", models.CASCADE, null=True, related_name="+", db_index=False
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.FRESH)
    today = models.ForeignKey(
        "quiz.DailyQuestion", models.PROTECT, null=True, related_name="+", db_index=False
    )
    question_set = models.ForeignKey(
        "quiz.QuestionSet", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reader = models.UUIDField(null=True, db_index=True, editable=False)
    claimed = models.BooleanField(default=False, db_default=False, editable=False)
    wanted = models.PositiveSmallIntegerField(_("questions asked for"))
    challenger_right = models.PositiveSmallIntegerField(
        _("right answers of the challenger"), null=True, editable=False
    )
    started_on = models.DateField(_("started on"))
    finished_on = models.DateField(_("finished on"), null=True)
    stopped = models.BooleanField(_("stopped"), default=False, db_default=False, editable=False)
    tallied = models.BooleanField(_("counted"), default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    origin__in=[
                        "fresh",
                        "topic",
                        "practice",
                        "challenge",
                        "set",
                        "preview",
                        "simulated",
                    ]
                ),
                name="round_origin_known",
            ),
            models.CheckConstraint(
                condition=Q(challenger_right__isnull=True)
                | Q(origin="challenge", challenger_right__lte=F("wanted")),
                name="round_challenger_of_challenge",
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="round_wants_something"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("started_on")),
                name="round_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(tallied=False) | Q(finished_on__isnull=False),
                name="round_tallied_when_finished",
            ),
            models.UniqueConstraint(
                fields=["reader", "today"],
                condition=Q(today__isnull=False),
                name="round_once_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(tallied=False, finished_on__isnull=False),
                name="round_to_tally",
            ),
            models.Index(fields=["started_on"], name="round_to_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} · {self.started_on}"

    def get_absolute_url(self) -> str:
        """The address of its result."""
        return self.url

    @property
    def title(self) -> str:
        """What was played: its set, or else its bank."""
        return (self.question_set or self.bank).title

    @cached_property
    def url(self) -> str:
        """Where the round is played: the addresses of its pages begin with this."""
        return f"{self.under}{self.site_url}"

    @cached_property
    def site_url(self) -> str:
        """The same on the site itself, where the pages are that no embed has."""
        return reverse("result", args=[self.key])

    def turn_url(self, position: int) -> str:
        """The address of the turn at ``position`` (from 1)."""
        return f"{self.url}{position}/"

    @property
    def stop_url(self) -> str:
        return f"{self.url}stop/"

    @property
    def resume_url(self) -> str:
        """Where a stopped round is taken up again."""
        return f"{self.url}resume/"

    @property
    def practise_url(self) -> str:
        return f"{self.url}practise/"

    @property
    def challenge_url(self) -> str:
        """Where a link is made that deals its questions to somebody else."""
        return f"{self.site_url}challenge/"

    @property
    def reminder_url(self) -> str:
        """The file with what to do, for a calendar."""
        return f"{self.site_url}reminder/"

    @property
    def data_url(self) -> str:
        """The page of what is kept of the round."""
        return f"{self.site_url}data/"

    @classmethod
    @transaction.atomic(savepoint=False)
    def begin(
        cls,
        versions: Sequence[int],
        *,
        repeats: Container[int] = (),
        missed: Mapping[int, datetime.date] | None = None,
        **fields: Any,
    ) -> "Round":
        """Start a round that asks ``versions`` (ids) in this order.

        ``repeats`` are those of them whose fact the reader has met before, ``missed`` those that
        are asked again because it was missed, with the day of that.
        """
        fresh = cls.objects.create(**fields)
        Turn.objects.bulk_create(
            Turn(
                round=fresh,
                version_id=version,
                position=position,
                repeat=version in repeats,
                missed_on=missed.get(version) if missed else None,
            )
            for position, version in enumerate(versions, start=1)
        )
        return fresh

    @classmethod
    def finish_answered(cls, on: datetime.date) -> int:
        """End the rounds whose turns are all answered and that nobody ended; say how many.

        An answer and the end of its round are two statements: a process that dies between
        them leaves one of these.
        """
        waiting = Turn.objects.filter(round=OuterRef("pk"), answered_on=None)
        left = list(cls.objects.filter(~Exists(waiting), finished_on=None))
        for each in left:
            each.finish(on)
        return len(left)

    @property
    def resumable(self) -> bool:
        """Whether it was stopped and can be taken up again."""
        return self.stopped and not self.tallied

    @property
    def over(self) -> bool:
        """Whether it has ended, and no question of it will be answered any more."""
        return self.finished_on is not None and not self.resumable

    def stop(self, on: datetime.date) -> None:
        """End the round as it stands, in the database: it knows whether all was answered."""
        waiting = Turn.objects.filter(round=OuterRef("pk"), answered_on=None)
        Round.objects.filter(pk=self.pk, finished_on=None).update(
            finished_on=max(on, self.started_on), stopped=Exists(waiting)
        )

    def resume(self) -> None:
        """Go on with the round if it is ``resumable``, and leave any other as it is."""
        resumable = Round.objects.filter(pk=self.pk, stopped=True, tallied=False)
        if resumable.update(finished_on=None, stopped=False):
            self.finished_on, self.stopped = None, False

    def finish(self, on: datetime.date, *, claim: bool = False) -> None:
        """End the round once its turns are answered.

        ``claim`` says that its own browser has answered; it has the round for itself from now on.

        Whether all are answered the database decides. To ask after every answer is enough:
        the statement that follows the last one to be kept sees them all.
        """
        # The clock may have been moved back; the round still ends.
        on = max(on, self.started_on)
        with connection.cursor() as cursor:
            day = connection.ops.adapt_datefield_value(on)
            if claim:
                cursor.execute(CLAIM_AND_FINISH, [day, self.pk])
                row = cursor.fetchone()  # None if the round was erased meanwhile
                self.claimed, finished = True, row is not None and row[0] is not None
            else:
                cursor.execute(FINISH, [day, self.pk])
                finished = cursor.rowcount
            if finished:
                self.finished_on = on
