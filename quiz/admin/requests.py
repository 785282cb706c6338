"""What an editor's request is, what its user may do and did last, and the log of what was done."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise

from quiz.models import Bank
from quiz.web.requests import Request

StrOrPromise = str | Promise  # a text, translated now or once it is shown


class EditorRequest(Request):
    """A request that has come through the desk's door, so its user is an account."""

    user: User


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the user of ``request`` has the quiz's ``permission``, such as "view_question"."""
    return request.user.has_perm(f"quiz.{permission}")


def parse_id(text: str) -> int | None:
    """The id that ``text``, which somebody sent, may be; None where it cannot be any."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def bank_of_last(request: HttpRequest) -> Bank | None:
    """The bank in which the account has written last, or else the first."""
    of_theirs = Bank.objects.filter(questions__steps__by=request.user.pk)
    return of_theirs.order_by("-questions__steps__pk").first() or Bank.objects.first()


def log_change(request: HttpRequest, row: Model, message: StrOrPromise, flag: int = CHANGE) -> None:
    """Keep in Django's own log that the user of ``request`` did this to ``row``."""
    user: Any = request.user
    LogEntry.objects.log_actions(
        user.pk, [row], flag, change_message=str(message), single_object=True
    )
