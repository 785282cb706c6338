"""What was done to a question, when and by whom; steps are never deleted."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils.translation import gettext_lazy as _

# Who takes a step; None is the software or its operator.
type Editor = User | AnonymousUser | None


def account_of(by: Editor) -> User | None:
    """The account that is stored for who takes a step."""
    return by if isinstance(by, User) else None


class Step(models.Model):
    """Something that was done to a question, by an editor or (``by`` null) by the software."""

    class Action(models.TextChoices):
        WROTE = "wrote", _("wrote or edited it")
        SUBMITTED = "submitted", _("submitted it for review")
        RETURNED = "returned", _("sent it back")
        SCHEDULED = "scheduled", _("approved it for a later day")
        UNSCHEDULED = "unscheduled", _("took it off the schedule")
        PUBLISHED = "published", _("published it")
        TO_RETIRE = "to_retire", _("set a day on which it retires")
        RETIRED = "retired", _("retired it")
        CHANGED = "changed", _("found that it no longer holds")
        ASKED = "asked", _("asked its author")
        CONFIRMED = "confirmed", _("found it still true")

    question = models.ForeignKey("quiz.Question", models.CASCADE, related_name="steps")
    action = models.CharField(_("step"), max_length=12, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "action"], name="step_by_action")]

    def __str__(self) -> str:
        return f"{self.on} {self.action}"

    @classmethod
    def note_on(cls, column: str, question: str = "pk") -> models.Subquery:
        """``column`` of the note that is open on a question, for a query that names it.

        It is open until somebody submits, publishes, retires or confirms the question.
        """
        steps = cls.objects.filter(question=models.OuterRef(question), action__in=NOTES + SETTLING)
        said = models.Case(models.When(action__in=NOTES, then=models.F(column)))
        return models.Subquery(steps.order_by("-id").annotate(said=said).values("said")[:1])


# Steps that leave a note on a question which readers are asked, and those that settle it.
NOTES = (Step.Action.CHANGED, Step.Action.ASKED)
SETTLING = (
    Step.Action.SUBMITTED,
    Step.Action.PUBLISHED,
    Step.Action.RETIRED,
    Step.Action.CONFIRMED,
)
