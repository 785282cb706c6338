"""What an editor has typed and not saved: kept until it is saved, for some days at most."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quiz.models.picture import Picture

MARKS = ("seen", "began")  # what a form sends of how it was when its page was opened


class Draft(models.Model):
    """One form as it was typed at one opening of its page; nobody but ``account`` is shown it.

    ``key`` stands for the opening, so that two pages of one form do not write over each other,
    and ``number`` grows with what is typed there, so that what arrives late counts for nothing.
    """

    DAYS = 30
    MOST = 100  # of an account; beyond that the oldest go

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", db_index=False
    )
    key = models.CharField(_("opening of the page"), max_length=32)
    number = models.PositiveIntegerField(_("number"))
    path = models.CharField(_("address of the form"), max_length=200)
    query = models.CharField(_("what its address asks for"), max_length=500)
    fields = models.JSONField(_("what was typed"))
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, related_name="drafts")
    kept_on = models.DateField(_("kept on"), db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="draft_of_an_opening_once")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)  # not a word of it, whoever deletes an account

    @classmethod
    @transaction.atomic
    def keep(
        cls, account: int, key: str, number: int | None, on: datetime.date, **typed: Any
    ) -> int:
        """Keep what was ``typed`` at an opening; return the number under which it stands there.

        What has no ``number`` of its own comes after all that is kept.
        """
        found = cls.objects.select_for_update(no_key=True).filter(account=account, key=key).first()
        last = found.number if found else 0
        if number is not None and number <= last:
            return last
        digest = (typed["fields"].get("picture_kept") or [""])[0]
        draft = Draft(
            account_id=account, key=key, number=number or last + 1, kept_on=on,
            picture=Picture.objects.filter(pk=digest).first() if digest else None, **typed,
        )  # fmt: skip
        # Where two come at once, the later of them stays, and neither is an error.
        Draft.objects.bulk_create(
            [draft],
            update_conflicts=True,
            unique_fields=["account", "key"],
            update_fields=["number", "path", "query", "fields", "picture", "kept_on"],
        )
        if not found:
            mine = cls.objects.filter(account=account).order_by("-kept_on", "-pk")
            cls.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[cls.MOST :])).delete()
        return draft.number

    @classmethod
    def shown(cls, on: datetime.date) -> QuerySet["Draft"]:
        """Those that have not expired on the day ``on``, the latest first."""
        return cls.objects.filter(kept_on__gt=_last_expired(on)).order_by("-kept_on", "-pk")

    @classmethod
    def expire(cls, on: datetime.date) -> int:
        """Delete what nobody has gone on with for some days; return how many there were."""
        return cls.objects.filter(kept_on__lte=_last_expired(on)).delete()[0]

    @property
    def beginning(self) -> str:
        """The first of what was typed, or its longest text, by which its author knows it again."""
        said = {name: " ".join(values).strip() for name, values in self.fields.items()}
        for name in ("prompt", "title", "text", "statement", "return-note", "summary", "username"):
            if words := said.get(name):
                return words
        texts = (words for name, words in said.items() if name not in MARKS and " " in words)
        return max(texts, key=len, default="")

    @property
    def address(self) -> str:
        """Where the form is shown again with what was typed."""
        return f"{self.path}?{self.query}{'&' if self.query else ''}_draft={self.key}"


def _last_expired(on: datetime.date) -> datetime.date:
    return on - datetime.timedelta(days=Draft.DAYS)
