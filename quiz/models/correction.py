"""Corrections: what was wrong with a question, said in public.

A version never changes, so what became known later stands beside it: an ``Erratum``
names the correction that is in force for it and, where its answer key was wrong, the
corrected version that grades answers to it from then on.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.models.step import Editor, account_of
from quiz.models.version import Version


class Correction(models.Model):
    """A version that was published because earlier ones were wrong.

    ``statement`` says in public what was wrong. Where the kind is ``key`` (the answer key
    was wrong), an editor sees what a regrade would change and then starts it;
    ``outcome`` is what it has changed so far (``tallies.regrade.Outcome``), soon in twenties.
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
    def publish(self, wrong: Iterable[Version], on: datetime.date, by: Editor = None) -> None:
        """Publish the working copy of the question, because the versions ``wrong`` were wrong.

        Answers to these versions are graded by the corrected version from now on; answers
        given before wait for the regrade. Raises ``FourEyes`` as publishing does, and
        ``IntegrityError`` if the published version is a correction already.
        """
        self.version = self.question.publish(on, by, self.statement[:300])
        self.corrected_on, self.corrected_by = on, account_of(by)
        self.save()
        concerned = {version.pk for version in wrong} - {self.version.pk}
        # Versions that an earlier correction has graded by one of these are wrong, too.
        followers = Erratum.objects.filter(graded_by__in=concerned)
        concerned |= set(followers.values_list("version_id", flat=True))
        told: dict[str, Any] = {"correction": self}
        if self.kind == self.Kind.KEY:
            told["graded_by"] = self.version
        for pk in sorted(concerned):
            Erratum.objects.update_or_create(version_id=pk, defaults=told)


class Erratum(models.Model):
    """The correction that is in force for a version.

    ``graded_by`` is the corrected version that grades answers to this one; null where its own
    answer key still holds.
    """

    version = models.OneToOneField(
        "quiz.Version", models.CASCADE, primary_key=True, related_name="erratum"
    )
    correction = models.ForeignKey(Correction, models.CASCADE, related_name="errata")
    graded_by = models.ForeignKey(
        "quiz.Version", models.PROTECT, null=True, related_name="+", db_column="key_id"
    )

    class Meta:
        verbose_name = _("corrected version")
        verbose_name_plural = _("corrected versions")

    def __str__(self) -> str:
        return f"{self.version_id} → {self.correction_id}"
