"""Reports: what readers say is wrong with a question."""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quiz.models.locking import lock
from quiz.models.round import Round
from quiz.models.step import Editor, account_of
from quiz.models.turn import Turn


class Report(models.Model):
    """What a reader says is wrong with the question of an answered turn; one for each turn.

    It belongs to the turn and is deleted with it. Nothing says who wrote it but the round.
    """

    LONGEST = 500  # characters

    class Reason(models.TextChoices):
        WRONG = "wrong", _("The answer is wrong")
        OUTDATED = "outdated", _("It is out of date")
        SOURCE = "source", _("The source does not say that")
        UNCLEAR = "unclear", _("It is unclear, or has two meanings")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    # ``privacy.erasure`` deletes reports before turns; the database refuses it otherwise.
    # With CASCADE, Django would load every turn of a purge to look for its report.
    turn = models.OneToOneField("quiz.Turn", models.DO_NOTHING, related_name="report")
    reason = models.CharField(_("what is wrong"), max_length=10, choices=Reason)
    text = models.CharField(_("in the reader’s words"), max_length=LONGEST, blank=True)
    reported_on = models.DateField(_("reported on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    handled_on = models.DateField(_("handled on"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=["wrong", "outdated", "source", "unclear", "other"]),
                name="report_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", handled_on__isnull=True)
                | Q(state__in=["accepted", "dismissed"], handled_on__isnull=False),
                name="report_handled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state="open"), name="report_open")]

    def __str__(self) -> str:
        """Its number alone: what it is called stays where it is named, also once it is erased."""
        return f"{capfirst(str(self._meta.verbose_name))} {self.pk}"

    @classmethod
    def file(cls, turn: Turn, reason: str, text: str, on: datetime.date) -> bool:
        """Store a report of ``turn`` if it is the first one; return whether it was.

        It asks before it writes, since PostgreSQL would log what it refuses, with the time.
        """
        with transaction.atomic():
            # An erasure locks the round as well, so it is over or has not begun; and of two
            # that report the same turn one waits for the other.
            if not lock(Round.objects.filter(pk=turn.round_id)):
                return False
            written = {"reason": reason, "text": text, "reported_on": on}
            return cls.objects.get_or_create(turn=turn, defaults=written)[1]

    def handle(self, state: str, on: datetime.date, by: Editor) -> None:
        """Set the state: accepted or dismissed by an editor, or open again."""
        self.state = state
        still_open = state == self.State.OPEN
        self.handled_on, self.handled_by = (None, None) if still_open else (on, account_of(by))
        self.save(update_fields=["state", "handled_on", "handled_by"])
