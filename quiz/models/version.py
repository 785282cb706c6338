"""Versions, which readers are asked and which never change, and the checks that vouch for them."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quiz.content.checks import Checked
from quiz.content.markdown import plain_line
from quiz.core import kinds

CONTENT_FORMAT = 1


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds with their names. A function, so that a new kind makes no migration."""
    return [(name, _(kind.label)) for name, kind in kinds.KINDS.items()]


class Frozen(Exception):
    """Somebody tried to change a version."""


class Version(models.Model):
    """What readers are asked: a snapshot that never changes.

    ``content`` has the shape of a question in a bank file, with its sources
    written out; ``format`` says which shape that is, and old ones stay readable.
    """

    question = models.ForeignKey("quiz.Question", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=kind_choices)
    topic = models.ForeignKey("quiz.Topic", models.PROTECT, related_name="+")
    format = models.PositiveSmallIntegerField(default=CONTENT_FORMAT)
    content = models.JSONField()
    # The picture that ``content`` names, so that the database keeps it as long as the version.
    picture = models.ForeignKey(
        "quiz.Picture", models.PROTECT, null=True, editable=False, related_name="versions"
    )
    published_on = models.DateField(_("published on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    why = models.CharField(_("why"), max_length=300, blank=True)

    # The question's latest check, for whoever shows the version with it.
    checked_on: datetime.date | None = None
    review_by: datetime.date | None = None
    pages: Sequence[str] = ()
    # Why it is so, and what else readers learn, as HTML; once rendered (``play/feedback.py``).
    explained: tuple[SafeString, ...] | None = None

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise Frozen("A version never changes: publish a new one.")
        super().save(*args, **kwargs)

    def differs(self, other: "Version") -> bool:
        """Whether readers would be asked something else."""
        names = ("kind", "topic_id", "format", "content")
        return any(getattr(self, name) != getattr(other, name) for name in names)

    @cached_property
    def task(self) -> kinds.Kind:
        """The spec as the value that offers, reads and grades."""
        return kinds.KINDS[self.kind](**self.content["spec"])

    @cached_property
    def words(self) -> str:
        """The prompt without its markup."""
        return plain_line(self.content["prompt"])

    @property
    def corrected_by(self) -> "Version | None":
        """The corrected version whose key grades answers to this one, if there is any."""
        erratum = getattr(self, "erratum", None)
        return erratum.graded_by if erratum else None

    def regrade(self, response: Any, of: "Version") -> float | None:
        """The grade that a response to the version ``of`` has by the key of this one.

        A response is made of texts, so it means the same where these are offered;
        None where they are not.
        """
        if self.kind != of.kind:
            return None
        if response is None:
            return 0.0
        try:
            return self.task.grade(self.task.read(response))
        except kinds.Refused:
            return None

    def grades(self, response: Any) -> tuple[float, float]:
        """The grade by the version's own key, and the one that counts since a correction."""
        own = 0.0 if response is None else self.task.grade(response)
        corrected = self.corrected_by.regrade(response, of=self) if self.corrected_by else None
        return own, own if corrected is None else corrected


class Check(models.Model):
    """Somebody confirmed on a day, at a page, that a question still holds, and until when.

    ``pages`` and ``confirmed`` are lists, as in ``content.checks``; those of old checks, which
    say a day only, are empty.
    """

    question = models.ForeignKey("quiz.Question", models.CASCADE, related_name="checks")
    checked_on = models.DateField(_("checked on"))
    review_by = models.DateField(_("to be checked again by"))
    pages = models.JSONField(
        _("pages that were opened"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
    )
    copied_on = models.DateField(_("day of the copy that was read"), null=True, blank=True)
    confirmed = models.JSONField(
        _("what was confirmed"),
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_by__gt=F("checked_on")), name="check_review_after_check"
            )
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} → {self.review_by}"

    def said(self) -> Checked:
        """The check as files and rules have it, without who made it."""
        return Checked(
            self.checked_on,
            self.review_by,
            tuple(self.pages),
            self.copied_on,
            tuple(self.confirmed),
        )

    @classmethod
    def latest(cls, column: str, question: str = "pk") -> models.Subquery:
        """``column`` of the latest check, for a query whose ``question`` names the question."""
        checks = cls.objects.filter(question=models.OuterRef(question))
        return models.Subquery(checks.order_by("-checked_on", "-id").values(column)[:1])
