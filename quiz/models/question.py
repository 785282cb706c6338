"""Questions: what an editor works on.

Readers are asked a ``Version``, the immutable snapshot made when a question is published; its
way to them is in ``workflow.py``. A ``Check`` beside it says until when somebody vouches for it.
What it is filed under is in ``bank.py``, what readers do with it in ``round.py`` and ``turn.py``.
"""

from functools import partial, reduce
from operator import or_
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.content import schema
from quiz.content.checks import Checked, in_order
from quiz.content.day_fields import written_day as written_day
from quiz.content.markdown import plain_line
from quiz.models.bank import Bank, Fact, Source, Topic
from quiz.models.picture import Picture
from quiz.models.search_index import Digest
from quiz.models.version import CONTENT_FORMAT, Check, Version, kind_choices
from quiz.models.workflow import Flow


class Question(Flow):
    """What an editor edits: the working copy, with its editorial state."""

    class Dimension(models.TextChoices):
        INSTITUTIONS = "institutions", _("What institutions do")
        TECHNOLOGY = "technology", _("How technology works")
        LAW = "law", _("The law")
        YOU = "you", _("What you can do")

    class Difficulty(models.TextChoices):
        EASY = "easy", _("Easy")
        MIDDLING = "middling", _("Middling")
        HARD = "hard", _("Hard")

    class Stance(models.TextChoices):
        RISK = "risk", _("Warns of a real risk")
        FINE = "fine", _("Says that it is fine")
        NEITHER = "neither", _("Neither: it only says what is so")

    class Protects(models.TextChoices):
        MUCH = "much", _("Much: an account, a device, money, where somebody is")
        SOME = "some", _("Some: less is collected, or seen by others")
        LITTLE = "little", _("Little: it is worth knowing")

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="questions", verbose_name=_("bank"))
    ref = models.SlugField(
        _("name in files"),
        max_length=60,
        help_text=_("Bank files know it by this: short, and never used twice in a bank."),
    )
    fact = models.ForeignKey(Fact, models.PROTECT, verbose_name=_("what readers learn"))
    # A draft may have none yet; what is published has one.
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices)

    prompt = models.TextField(
        _("question"), help_text=_("Asks one thing, and can be answered before reading options.")
    )
    exhibit = models.JSONField(_("something to look at"), null=True, blank=True)
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    picture_decorative = models.BooleanField(_("it only decorates"), default=False)
    spec = models.JSONField(_("answers"), default=dict, editable=False)
    explanation = models.TextField(
        _("explanation"), blank=True, help_text=_("Why it is so and what it means: 30 to 80 words.")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    passage = models.TextField(
        _("the source’s words"), blank=True, help_text=_("Word for word, 40 at most.")
    )
    claim = models.TextField(
        _("what the source says, in your words"),
        blank=True,
        help_text=_("Where its words are not quoted: who says what, of whom, when."),
    )
    since = models.TextField(_("what happened since"), blank=True)
    since_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source of that"),
    )
    action = models.TextField(_("one thing to do today"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    protects = models.CharField(
        _("how much it protects"),
        max_length=10,
        choices=Protects,
        blank=True,
        default="",
        db_default="",
    )
    survey = models.CharField(_("what a survey found"), max_length=200, blank=True)
    survey_by = models.CharField(
        _("who asked"), max_length=100, blank=True, default="", db_default=""
    )
    survey_group = models.CharField(_("who was asked"), max_length=100, blank=True)
    survey_year = models.PositiveSmallIntegerField(_("year of the survey"), null=True, blank=True)
    survey_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source of the survey"),
    )
    dimension = models.CharField(
        _("knowledge it asks for"), max_length=20, choices=Dimension, blank=True
    )
    difficulty = models.CharField(
        _("how hard it is"), max_length=20, choices=Difficulty, blank=True
    )
    stance = models.CharField(_("alarm or all-clear"), max_length=10, choices=Stance, blank=True)
    jurisdiction = models.CharField(_("where it is true"), max_length=100, blank=True)
    valid = models.CharField(
        _("since when, or as of when"),
        max_length=100,
        blank=True,
        help_text=_("As readers see it: “Since 2 February 2025”."),
    )
    # No part of what readers are asked, so to set it makes no version.
    hook = models.BooleanField(
        _("ready to be a question of the day"),
        default=False,
        db_default=False,
        help_text=_(
            "It may open the first page one day: surprising, easy, answered with one tap, 20 "
            "words at most."
        ),
    )
    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "ref"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "ref"], name="question_ref_once_in_bank"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "review", "live", "retired"]),
                name="question_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live_version__isnull=False),
                name="question_live_has_version",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted=False)
                | Q(state="review", submitted=True)
                | Q(state__in=["live", "retired"]),
                name="question_review_is_submitted",
            ),
        ]
        indexes = [models.Index(fields=["bank", "state"], name="question_bank_state")]
        permissions = [
            ("submit_question", "Can submit questions for review"),
            ("review_question", "Can send questions back"),
            ("publish_question", "Can publish questions"),
            ("retire_question", "Can retire questions"),
            ("renew_question", "Can renew checks of live questions"),
            ("correct_question", "Can correct questions that readers have answered"),
        ]

    def __str__(self) -> str:
        return plain_line(self.prompt)

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        with transaction.atomic():  # so that of two at once the digest is the later one's too
            super().save(*args, update_fields=update_fields, **kwargs)
            if update_fields is None:  # the verbs name theirs, and change no content
                Digest.refresh([self])

    def content(self) -> dict[str, Any]:
        """The working copy as one value, shaped as a bank file (``content.schema.content``)."""
        return schema.content(partial(getattr, self))

    @staticmethod
    def names_source(source: Any, lookup: str = "exact") -> Q:
        """The condition that a question names ``source``, for its evidence or beside it."""
        return reduce(or_, (Q((f"{name}__{lookup}", source)) for name in schema.sources()))

    def snapshot(self, number: int = 0) -> "Version":
        """An unsaved version of the working copy, as a reader would be asked it."""
        return Version(
            question=self,
            number=number,
            kind=self.kind,
            topic=self.topic,
            format=CONTENT_FORMAT,
            content=self.content(),
            picture_id=self.picture_id,
        )

    def shown(self) -> list[Any]:
        """Everything that the desk's pages show of it, for their mark: another way, another list.

        What it says and is filed under, where it stands, and its latest check with its days,
        which it must have been loaded with (``editorial.freshness.with_check``).
        """
        checked: Any = self
        return [
            self.pk, self.fingerprint(), self.ref, self.fact_id, self.live_version_id, self.state,
            self.submitted, self.publish_on, self.retire_on, self.hook, checked.check_id,
            checked.checked_on, checked.review_by,
        ]  # fmt: skip

    def latest_check(self) -> "Check | None":
        return self.checks.order_by("-checked_on", "-id").first()

    @transaction.atomic
    def confirm(self, check: Checked, by: Any = None) -> None:
        """Record that somebody checked the question, without making a version."""
        self.checks.create(
            checked_on=check.checked_on,
            review_by=check.review_by,
            pages=list(check.pages),
            copied_on=check.copied_on,
            confirmed=in_order(check.confirmed),
            checked_by=by,
        )
        # Words that went from an article are settled: the question holds without them.
        self.drawn_from.filter(gone_on__isnull=False).delete()
        if by is not None:
            self.found_true(check.checked_on, by)
        self.bank.touch()
