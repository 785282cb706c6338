"""Corrections: what was wrong with a question, said in public, and which key grades since.

A version never changes, so what is known about it since stands beside it: an
``Erratum`` names the correction in force and, where the key was wrong, the
version whose key grades answers to it from then on.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """A version was published because earlier ones were wrong.

    ``statement`` says in public what was wrong. A correction of the ``key`` is
    followed by a regrade, which somebody orders after having seen what it would
    change; ``outcome`` adds up what it has changed (``tallies.regrade.Outcome``).
    """

    class Kind(models.TextChoices):
        WORDING = "wording", _("The wording: the right answer stays")
        KEY = "key", _("The answer: what counted as right was wrong")

    question = models.ForeignKey(
        "quiz.Question", models.CASCADE, related_name="corrections", verbose_name=_("question")
    )
    version = models.OneToOneField(
        "quiz.Version", models.PROTECT, related_name="correction", verbose_name=_("new version")
    )
    kind = models.CharField(_("what was wrong"), max_length=10, choices=Kind)
    statement = models.CharField(
        _("said in public"),
        max_length=500,
        help_text=_(
            "One or two sentences for readers: what was wrong, and what is right. "
            "It stands on the page of corrections and on the result of everyone concerned."
        ),
    )
    corrected_on = models.DateField(_("corrected on"))
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )
    regraded_on = models.DateField(_("regraded on"), null=True)
    regraded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("regraded by"),
    )
    outcome = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="wording", regraded_on__isnull=True) | Q(kind="key"),
                name="correction_of_wording_regrades_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @transaction.atomic
    def publish(self, wrong: Iterable[Any], on: datetime.date, by: Any = None) -> None:
        """Publish the working copy of the question, because the versions ``wrong`` were wrong.

        Later answers to these versions are graded by the new key at once. Answers
        given before wait for the regrade. Raises what publishing raises, and
        ``IntegrityError`` if this has been published as a correction already.
        """
        self.version = self.question.publish(on, by, self.statement[:300])
        self.corrected_on, self.corrected_by = on, by
        self.save()
        concerned = {version.pk for version in wrong} - {self.version.pk}
        # So were those that an earlier correction had graded by one of these.
        followers = Erratum.objects.filter(key__in=concerned)
        concerned |= set(followers.values_list("version_id", flat=True))
        told: dict[str, Any] = {"correction": self}
        if self.kind == self.Kind.KEY:
            told["key"] = self.version
        for pk in sorted(concerned):
            Erratum.objects.update_or_create(version_id=pk, defaults=told)


class Erratum(models.Model):
    """What is known of a version since: the correction in force.

    ``key`` is the version whose key grades answers to this one; null where its
    own still holds.
    """

    version = models.OneToOneField(
        "quiz.Version", models.CASCADE, primary_key=True, related_name="erratum"
    )
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="errata")
    key = models.ForeignKey("quiz.Version", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("corrected version")
        verbose_name_plural = _("corrected versions")

    def __str__(self) -> str:
        return f"{self.version_id} → {self.correction_id}"
