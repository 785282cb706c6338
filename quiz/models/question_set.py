"""Sets: questions of a bank that an editor fixed in an order, played at an address of their own."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quiz.models.bank import Bank
from quiz.models.question import Question
from quiz.models.tally import Summed


class QuestionSet(models.Model):
    """A set: "this week's quiz". Readers meet it by its address, once an editor opens it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        UNLISTED = "unlisted", _("By its address")
        CLOSED = "closed", _("Closed")

    MOST = 20  # questions: as many as the longest round has

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="sets", verbose_name=_("bank"))
    ref = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), help_text=_("One or two sentences for readers."))
    state = models.CharField(
        _("who sees it"), max_length=8, choices=State, default=State.DRAFT, db_default=State.DRAFT
    )

    class Meta:
        verbose_name = _("set")
        verbose_name_plural = _("sets")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "unlisted", "closed"]), name="set_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("question_set", args=[self.ref])


class Place(models.Model):
    """Where a question stands in a set."""

    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="places")
    question = models.ForeignKey(Question, models.CASCADE, related_name="places")
    number = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        verbose_name = _("place in a set")
        verbose_name_plural = _("places in sets")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "question"], name="place_once_in_set")
        ]

    def __str__(self) -> str:
        return f"{self.question_set_id}: {self.number}"


class SetTally(Summed):
    """How many rounds of a set, all answered, had the same score; as ``ScoreTally``.

    ``asked`` is a hash of which questions they had: one that may not be asked is left out, and
    editors change sets, so scores are compared among rounds with the same questions alone.
    Readers are told of ``shown``, and editors too.
    """

    question_set = models.ForeignKey(QuestionSet, models.CASCADE, related_name="tallies")
    asked = models.CharField(max_length=32)
    length = models.PositiveSmallIntegerField(_("questions"))
    tenths = models.PositiveSmallIntegerField(_("tenths of a point"))
    n = models.PositiveIntegerField(_("rounds"), default=0)
    shown = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    UNIQUE = ("question_set", "asked", "length", "tenths")
    SUMS = ("n",)

    class Meta:
        verbose_name = _("tally of a set")
        verbose_name_plural = _("tallies of sets")
        ordering = ["question_set", "asked", "tenths"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "asked", "length", "tenths"], name="set_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.n} × {self.tenths / 10} / {self.length}"
