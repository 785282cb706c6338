"""Turns: the questions of a round, and what was answered to them."""

import datetime
import uuid
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.core import scoring

# Written out like the end of a round, since every answer takes both, and the ORM takes many
# times as long to put them into words as the database to do them: with it an answer would take
# a quarter longer.
KEEP_FIRST = """
UPDATE quiz_turn SET response = %s, grade = %s, first_grade = %s, answered_on = %s
WHERE id = %s AND answered_on IS NULL
AND EXISTS (
    SELECT 1 FROM quiz_round
    WHERE id = round_id AND finished_on IS NULL AND (NOT claimed OR reader = %s)
)
""".strip()


class Turn(models.Model):
    """One question of a round. ``answered_on`` is a day: the time is nobody's business.

    ``first_grade`` is the grade as first given, kept where a regrade has changed
    ``grade``. ``repeat`` says that the reader had met the fact in an earlier round:
    it is known when the round is drawn, so it stays true when that one is gone. ``missed_on``
    is the day on which they had first missed it, where it is asked again because of that.
    """

    round = models.ForeignKey("quiz.Round", models.CASCADE, related_name="turns", db_index=False)
    version = models.ForeignKey("quiz.Version", models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    response = models.JSONField(_("response"), null=True)
    grade = models.FloatField(_("grade"), null=True)
    first_grade = models.FloatField(_("grade as first given"), null=True)
    answered_on = models.DateField(_("answered on"), null=True)
    repeat = models.BooleanField(_("met before"), default=False, db_default=False)
    missed_on = models.DateField(_("missed before on"), null=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="turn_position_once"),
            models.UniqueConstraint(fields=["round", "version"], name="turn_version_once"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__gte=0, grade__lte=1),
                name="turn_grade_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(first_grade__isnull=True)
                | Q(first_grade__gte=0, first_grade__lte=1, answered_on__isnull=False),
                name="turn_first_grade_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, grade__isnull=True, response__isnull=True)
                | Q(answered_on__isnull=False, grade__isnull=False),
                name="turn_graded_when_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.position}"

    def get_absolute_url(self) -> str:
        return self.round.turn_url(self.position)

    @property
    def report_url(self) -> str:
        """Where a reader says what is wrong with the question."""
        return f"{self.get_absolute_url()}report/"

    @property
    def seed(self) -> str:
        """What fixes the order of the options; of a day's question it is the same for all."""
        if self.position == 1 and self.round.today_id is not None:
            return f"day {self.round.today_id}"
        return f"{self.round.seed}/{self.position}"

    @property
    def answered(self) -> bool:
        return self.answered_on is not None

    @property
    def closed(self) -> bool:
        """Whether the round was ended before this was answered."""
        return not self.answered and self.round.finished_on is not None

    @property
    def verdict(self) -> str:
        """``right``, ``partly``, ``wrong`` or ``unsure``; only once answered."""
        return scoring.verdict(self.grade or 0, unsure=self.response is None)

    def mark(self, response: Any, on: datetime.date) -> None:
        """Grade ``response`` on this object alone, as a preview does.

        Where the version has been corrected since the round was drawn, the new key
        grades, and the grade by the old one is kept as in a regrade.
        """
        self.response, self.answered_on = response, on
        first, self.grade = self.version.grades(response)
        self.first_grade = None if first == self.grade else first

    def answer(self, response: Any, on: datetime.date, reader: uuid.UUID | None = None) -> bool:
        """Keep ``response`` if it is the first; say whether it was.

        To a claimed round it must come from the browser of its ``reader``. However many arrive
        at once, the database lets one through. Afterwards this object holds what is kept,
        whichever that is.
        """
        self.mark(response, on)
        fields: list[Any] = [
            Turn._meta.get_field(name)
            for name in ("response", "grade", "first_grade", "answered_on")
        ]
        values = [field.get_db_prep_save(getattr(self, field.name), connection) for field in fields]
        with connection.cursor() as cursor:
            answers = models.UUIDField().get_db_prep_value(reader, connection)
            cursor.execute(KEEP_FIRST, [*values, self.pk, answers])
            first = cursor.rowcount
        if not first:
            self.refresh_from_db(fields=["response", "grade", "first_grade", "answered_on"])
        return bool(first)
