"""Who has a page of the desk open now, so that two people on one thing know of each other."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """That an account has the page of ``thing`` open, a row such as "quiz.question 5".

    The page says so again and again while it is open. What is older than ``LIFE`` is shown to
    nobody, and whoever says so next deletes it, as does the clean-up: the one time of an
    editor's that is kept closer than to the day.
    """

    LIFE = datetime.timedelta(minutes=2)
    RENEWED = 40  # seconds after which a page says so again

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thing = models.CharField(_("what the page is about"), max_length=80)
    seen_at = models.DateTimeField(_("last open"), db_index=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["thing", "account"], name="presence_once_on_a_thing")
        ]

    def __str__(self) -> str:
        return self.thing

    @classmethod
    def renew(cls, account: Any, thing: str, now: datetime.datetime) -> None:
        """Say that ``account`` has the page of ``thing`` open, and forget who had theirs."""
        cls.expire(now)
        Presence.objects.bulk_create(
            [Presence(account=account, thing=thing, seen_at=now)],
            update_conflicts=True,
            unique_fields=["thing", "account"],
            update_fields=["seen_at"],
        )

    @classmethod
    def leave(cls, account: Any, thing: str) -> None:
        cls.objects.filter(account=account, thing=thing).delete()

    @classmethod
    def others(cls, account: Any, thing: str, now: datetime.datetime) -> list[str]:
        """The names of those who have the page of ``thing`` open, but for ``account``."""
        here = cls.objects.filter(thing=thing, seen_at__gt=now - cls.LIFE, account__is_active=True)
        names = here.exclude(account=account).order_by("account__username")
        return list(names.values_list("account__username", flat=True))

    @classmethod
    def expire(cls, now: datetime.datetime) -> None:
        """Delete what is shown to nobody any more."""
        cls.objects.filter(seen_at__lte=now - cls.LIFE).delete()
