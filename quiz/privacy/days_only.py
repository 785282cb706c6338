"""What Django itself would store to the second is stored to the day."""

import datetime
import math
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.utils import timezone

from quiz.web.days import midnight


def _to_the_day(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Session):
        # A whole number of days after the end of this one, so that no session ends before its
        # cookie, and the day on which it ends does not tell one half of today from the other.
        age = instance.expire_date - timezone.now()
        days = math.ceil(age / datetime.timedelta(days=1)) + 1
        instance.expire_date = midnight(timezone.now()) + datetime.timedelta(days=days)
    elif isinstance(instance, LogEntry):
        instance.action_time = midnight(instance.action_time)
    else:
        instance.date_joined = midnight(instance.date_joined)


def keep_days_only() -> None:
    """See to it that what Django itself would store to the second is stored to the day."""
    for model in (Session, LogEntry, get_user_model()):
        pre_save.connect(_to_the_day, sender=model, dispatch_uid=f"days only {model.__name__}")
