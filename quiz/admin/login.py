"""Who may try to enter the desk, how often, and how long a login lasts.

Attempts are counted in the cache under a keyed hash of the account's name (see
``web/rate_limits.py``); no address and no name is written anywhere, whether or not there is
such an account. A stranger must neither guess a password nor lock an editor out by
guessing on purpose, so attempts are counted apart:

- from a browser in which this account has logged in before, which proves it with a
  signed cookie: by that browser alone. Nobody else can use up its attempts.
- from any other browser: by the place on the network it comes from, with one more
  count for all such places together, so that a crowd of strangers is stopped too.
  What they can lock is logging in from a new browser, for an hour at most.

A place that tries many accounts runs into a count of its own. Wrong codes of a second
factor count as attempts, and once more by the day: there are only a million codes.

A login lasts some hours, unlike the reader's own cookie in the same browser: the hour
in which it ends stands in the session, and no time more precise than that.
"""

import datetime
import secrets
import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import ngettext

from quiz.web.rate_limits import Limit, client_network

BROWSER = Limit("desk account", most=10, seconds=900)  # one account from one browser or place
STRANGERS = Limit("desk strangers", most=50, seconds=3_600)  # one account from all of these
PLACE = Limit("desk place", most=100, seconds=3_600)  # any accounts from one place
CODES = Limit("desk codes", most=30, seconds=86_400)  # codes of one account from strangers

TICKET_SECONDS = 600
KNOWN_DAYS = 365
UNTIL = "desk_until"
GRACE_HOURS = 1  # in which what was being written when a login ended can still be saved


def _account(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _known(request: HttpRequest, account: str) -> str | None:
    """The random name of a browser that has logged in to ``account`` before."""
    try:
        whose, browser = _signer().unsign_object(request.COOKIES.get(settings.DESK_COOKIE_NAME, ""))
    except (signing.BadSignature, ValueError):
        return None
    return browser if whose == _whose(account) else None


def _signer() -> signing.Signer:
    return signing.Signer(salt="quiz.access.known")  # no time in it, unlike signing.dumps


def _whose(account: str) -> str:
    return salted_hmac("quiz.access.known", account, algorithm="sha256").hexdigest()


def attempt(request: HttpRequest, name: str, *, code: bool = False) -> int:
    """Count an attempt; return 0, or the seconds until the next one may be made."""
    account, where = _account(name), client_network(request)
    if browser := _known(request, account):
        return BROWSER.count(f"{account}\0{browser}")
    # Who is stopped here adds nothing to the counts that stop others. The place comes first,
    # so that whoever makes up names there does not fill the cache with a count of each.
    return (
        PLACE.count(where)
        or BROWSER.count(f"{account}\0at {where}")
        or STRANGERS.count(account)
        or (CODES.count(account) if code else 0)
    )


def admitted(request: HttpRequest, name: str) -> None:
    """Forget the attempts of this browser or place: it has got it right."""
    account = _account(name)
    BROWSER.clear(f"{account}\0{_known(request, account) or f'at {client_network(request)}'}")


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let this browser prove from now on that ``name`` has logged in here."""
    account = _account(name)
    browser = _known(request, account) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.DESK_COOKIE_NAME,
        _signer().sign_object([_whose(account), browser]),
        max_age=datetime.timedelta(days=KNOWN_DAYS),
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def ticket(user: Any) -> str:
    """Says for ten minutes that the password of ``user`` was right, so that a code may follow."""
    return signing.dumps([user.pk, _proof(user)], salt="quiz.access.ticket")


def holder(said: str) -> Any:
    """Whose password was right, if the ticket is ours, is fresh, and the password still stands."""
    try:
        pk, proof = signing.loads(said, salt="quiz.access.ticket", max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(proof, _proof(user)) else None


def _proof(user: Any) -> str:
    return salted_hmac("quiz.access.ticket", user.password, algorithm="sha256").hexdigest()


def too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "There were too many attempts for this account. Please try again in %(n)s minute.",
        "There were too many attempts for this account. Please try again in %(n)s minutes.",
        minutes,
    ) % {"n": minutes}


def _hour(moment: datetime.datetime) -> int:
    return int(moment.timestamp()) // 3_600


def begin(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Note at login the hour in which it ends, rounded up."""
    request.session[UNTIL] = _hour(timezone.now()) + settings.DESK_HOURS + 1


def lasts(request: HttpRequest) -> bool:
    """Whether the login of this session has not run out.

    A form sent soon afterwards is still taken: somebody wrote it in time.
    """
    grace = GRACE_HOURS if request.method == "POST" else 0
    return _hour(timezone.now()) < request.session.get(UNTIL, 0) + grace
