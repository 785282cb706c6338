"""What we hold about a reader.

A reader is a random UUID in the session's data, made when a round is started
and kept on the reader's rounds. Days are all we keep of any time, editors'
included.
"""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.http import HttpRequest

from quiz.models import Round

READER = "reader"


def reader_of(request: HttpRequest) -> uuid.UUID | None:
    """The reader of this browser, or None: without the cookie nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    known = request.session.get(READER)
    return uuid.UUID(known) if known else None


def reader_for(request: HttpRequest) -> uuid.UUID:
    """The reader of this browser, made if need be, for a round that is starting.

    The session is written each time, so that it outlives every round it leads to.
    """
    known = request.session.get(READER) or str(uuid.uuid4())
    request.session[READER] = known
    return uuid.UUID(known)


def kept(on: datetime.date) -> Any:
    """The rounds that have not expired on the day ``on``; nobody is shown any other."""
    oldest = on - datetime.timedelta(days=settings.RETENTION_DAYS)
    return Round.objects.filter(started_on__gt=oldest)


def _midnight(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _to_the_day(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Session):
        # Rounded up, so that no session ends before its cookie does.
        instance.expire_date = _midnight(instance.expire_date) + datetime.timedelta(days=1)
    elif isinstance(instance, LogEntry):
        instance.action_time = _midnight(instance.action_time)
    else:
        instance.date_joined = _midnight(instance.date_joined)


def keep_days_only() -> None:
    """See to it that what Django itself would store to the second is stored to the day."""
    for model in (Session, LogEntry, get_user_model()):
        pre_save.connect(_to_the_day, sender=model, dispatch_uid=f"days only {model.__name__}")
