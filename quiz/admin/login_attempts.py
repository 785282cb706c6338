"""How often the desk's door may be tried, and what is said after too many attempts.

Attempts are counted under a keyed hash of the account's name, most of them in the cache (see
``web/rate_limits.py``); no address and no name is written anywhere, whether or not there is
such an account. A stranger must neither guess a password nor lock an editor out by
guessing on purpose, so attempts are counted apart:

- from a browser in which this account has logged in before, which proves it with a
  signed cookie: by that browser alone. Nobody else can use up its attempts. Codes of the second
  factor are counted over all such browsers too: who knows the password can make many.
- from any other browser: by the network it comes from, with one more count for all
  such networks together, so that a crowd of strangers is stopped too.
  What they can lock is logging in from a new browser: for an hour, and by very many attempts
  until the day ends.

A network that tries many accounts runs into a count of its own. A cache forgets when the server
is started again, so what strangers try is counted once more, for each account by the day, in
the database: passwords, and apart from them codes, of which there are only a million.
"""

import datetime
import math
import secrets
import unicodedata

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from quiz.models import Attempts
from quiz.web.days import left_of_day
from quiz.web.rate_limits import Limit, client_network

# One account from one browser or network; one account from all of these; any accounts from one
# network.
BROWSER = Limit("desk account", 10, seconds=900, cache="desk", divided=True)
STRANGERS = Limit("desk strangers", 50, seconds=3_600, cache="desk", divided=True)
NETWORK = Limit("desk network", 100, seconds=3_600, cache="desk", divided=True)
PASSWORDS_A_DAY = 300  # of one account from strangers
CODES_A_DAY = 30
KNOWN_CODES_A_DAY = 60  # of one account from all browsers in which it has logged in before

KNOWN_DAYS = 365  # for which a browser can prove that an account has logged in there


def count_attempt(request: HttpRequest, name: str, *, code: bool = False) -> int:
    """Count an attempt; return 0, or the seconds until the next one may be made.

    ``code`` says that a code of the second factor is tried instead of a password.
    """
    account, network = _account(name), client_network(request)
    what, most = ("code", CODES_A_DAY) if code else ("password", PASSWORDS_A_DAY)
    today = timezone.localdate()
    if browser := _known_browser(request, account):
        return BROWSER.count(f"{account}\0{browser}") or _left_of_the_day(
            code and Attempts.count("known code", account, today) > KNOWN_CODES_A_DAY
        )
    # Who is stopped here adds nothing to the counts that stop others. The network comes first,
    # so that whoever makes up names there does not fill the cache with a count of each.
    return (
        NETWORK.count(network)
        or BROWSER.count(f"{account}\0at {network}")
        or STRANGERS.count(account)
        or _left_of_the_day(Attempts.count(what, account, today) > most)
    )


def _left_of_the_day(too_many: bool) -> int:
    """The seconds until the next day begins, in which there are attempts again; else 0."""
    left = left_of_day(timezone.now())
    return math.ceil(left.total_seconds()) if too_many else 0


def clear_attempts(request: HttpRequest, name: str) -> None:
    """Forget the attempts of this browser or network: it has got it right."""
    account = _account(name)
    BROWSER.clear(
        f"{account}\0{_known_browser(request, account) or f'at {client_network(request)}'}"
    )


def too_many_attempts(seconds: int) -> str:
    """The sentence for somebody who has to wait so long before the next attempt."""
    minutes = -(-seconds // 60)
    return ngettext(
        "There were too many attempts for this account. Please try again in %(n)s minute.",
        "There were too many attempts for this account. Please try again in %(n)s minutes.",
        minutes,
    ) % {"n": minutes}


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let this browser prove from now on that the account ``name`` has logged in here."""
    account = _account(name)
    browser = _known_browser(request, account) or secrets.token_urlsafe(16)
    response.set_cookie(
        settings.DESK_COOKIE_NAME,
        _signer().sign_object([_account_hash(account), browser]),
        max_age=datetime.timedelta(days=KNOWN_DAYS),
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _account(name: str) -> str:
    """One spelling for all that a browser may send for the same name."""
    return unicodedata.normalize("NFKC", name).casefold()


def _known_browser(request: HttpRequest, account: str) -> str | None:
    """The random name of a browser in which ``account`` has logged in before."""
    try:
        whose, browser = _signer().unsign_object(request.COOKIES.get(settings.DESK_COOKIE_NAME, ""))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return browser if whose == _account_hash(account) else None


def _signer() -> signing.Signer:
    return signing.Signer(salt="quiz.access.known")  # no time in it, unlike signing.dumps


def _account_hash(account: str) -> str:
    return salted_hmac("quiz.access.known", account, algorithm="sha256").hexdigest()
