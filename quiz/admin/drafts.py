"""What an editor types is kept before it is saved, for the account that types it and nobody else.

A page with a form carries a signed ``token``: whose page it is, and which opening of it. A script
of the page sends what is typed here every few seconds (``static/quiz/desk_drafts.js``); without
one it is kept where a form could not be saved: as something is wrong in it, as the login has ended
meanwhile (``at_the_door``), or as the browser's CSRF cookie was replaced (``refused``). These two
are sent by nobody who is known, so the token says whose it is; whoever forges a request has none
of anybody else. Who has seen the page's source could write into that one draft, which its author
alone is shown and nobody saves; a new password ends that. To log out does not: what was still
open in another window would be lost. The form is shown again at its own address with ``?_draft=``,
which saves nothing. Saving the form deletes the draft, and so does the clean-up.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quiz.admin.clash import resolved
from quiz.admin.clash_fields import CHOOSING
from quiz.admin.edit_conflicts import SEEN
from quiz.admin.forms.picture import PictureField
from quiz.models import Draft
from quiz.web import errors
from quiz.web.origins import is_foreign
from quiz.web.rate_limits import Limit

TOKEN, BEFORE, KEY = "_draft", "_before", "_draft"  # two fields of the form; one of the address
LONGEST = 200_000  # characters of a form
TOKEN_DAYS = 7  # for which a page that was left open can still keep what is typed in it
KEEPS = Limit("desk drafts", 1_500, seconds=600, cache="desk")

# What a form sends and nobody has typed, and what is no draft's business.
UNTYPED = re.compile(r"_|csrfmiddlewaretoken$|.*password|(code|ticket|next)$")


@dataclass(frozen=True)
class Opening:
    """Which opening of which page a token is for, and whose."""

    account: int
    key: str  # the second half stands for the account's password at that time
    path: str
    query: str


@dataclass(frozen=True)
class DraftsOfPage:
    """What the page of a form needs: its own token, and the drafts that it offers."""

    token: str
    number: int
    before: str  # the draft that it goes on with, and its number
    waiting: list[Draft]
    resumed: Draft | None
    missing: bool  # whether the address asks for one that is not, or is somebody else's
    overtaken: bool  # whether somebody has saved the form since it was typed


def token_of(opening: Opening) -> str:
    return _signer().sign_object(astuple(opening))


def opening_of(token: str) -> Opening | None:
    """The opening that ``token`` was made for; None where it is not ours, or is too old."""
    try:
        return Opening(*_signer().unsign_object(token, max_age=TOKEN_DAYS * 86_400))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _password(user: User) -> str:
    return salted_hmac("quiz.drafts.password", user.password, algorithm="sha256").hexdigest()[:16]


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="quiz.drafts")  # its time stands in the page alone


# What is typed


def typed_in(request: HttpRequest) -> dict[str, list[str]]:
    """What a form has sent that somebody typed or chose, without files and passwords.

    Of a picture that was understood there is the name under which it is kept.
    """
    posted: QueryDict = request.POST
    if CHOOSING in posted:  # two edits: kept as put together so far
        posted = resolved(posted, partly=True)
    sent = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
        if not UNTYPED.match(name)
    }
    return sent | {f"{name}_kept": [digest] for name, digest in pictures_in(request).items()}


def pictures_in(request: HttpRequest) -> dict[str, str]:
    """The pictures that a form has sent, by its fields: the names under which they are kept."""
    found: dict[str, str] = {}
    for name, upload in request.FILES.items():
        digest = getattr(upload, "digest", "")  # of one that a form has understood already
        if name == "picture" and not digest:
            try:
                picture = PictureField().clean(upload)
            except ValidationError:
                continue
            digest = picture.digest if picture else ""
        if digest:
            found[name] = digest
    return found


def form_data(fields: Mapping[str, list[str]]) -> QueryDict:
    """What was typed, as a form reads it."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def keep(request: HttpRequest, opening: Opening, number: int | None = None) -> int | None:
    """Keep what ``request`` has sent of a form; return its number, or None if it is too long."""
    fields = typed_in(request)
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if size > LONGEST or len(opening.path) > 200 or len(opening.query) > 500:
        return None
    kept = Draft.keep(
        opening.account, opening.key, number, timezone.localdate(),
        path=opening.path, query=opening.query, fields=fields,
    )  # fmt: skip
    _drop_before(request, opening.account)
    return kept


def drop(request: HttpRequest) -> None:
    """Forget what was kept of a form that has now been saved."""
    opening = opening_of(request.POST.get(TOKEN, ""))
    if opening and opening.account == request.user.pk:
        Draft.objects.filter(account=opening.account, key=opening.key).delete()
        _drop_before(request, opening.account)


def _drop_before(request: HttpRequest, account: int) -> None:
    """Forget the draft that was gone on with, unless it has grown since in another window."""
    key, _dot, number = request.POST.get(BEFORE, "").partition(".")
    if key.isalnum() and number.isascii() and number.isdecimal() and len(number) < 10:
        Draft.objects.filter(account=account, key=key, number=int(number)).delete()


# The page of a form


def asked_query(request: HttpRequest) -> str:
    """What the address of a form asks for, as the kind of a new question."""
    asked = request.GET.copy()
    for name in [name for name in asked if name.startswith("_")]:
        del asked[name]
    return asked.urlencode()


def resumed(request: HttpRequest) -> Draft | None:
    """The draft with which the form is to be shown, if it is one of this account for it."""
    if request.method not in ("GET", "HEAD") or KEY not in request.GET:
        return None
    return unsaved(request).filter(path=request.path, key=request.GET[KEY]).first()


def unsaved(request: HttpRequest) -> QuerySet[Draft]:
    """All that this account has typed and not saved."""
    return Draft.shown(timezone.localdate()).filter(account=request.user.pk)


def waiting(request: HttpRequest, path: str) -> list[Draft]:
    """The drafts of this account for the form at ``path``."""
    return list(unsaved(request).filter(path=path))


def drafts_of_page(request: HttpRequest, seen: str, typed: bool = True) -> DraftsOfPage:
    """What the page of a form says of drafts. What was ``typed`` and not saved is kept now."""
    account: int = request.user.pk  # type: ignore[assignment]  # who has come through the door
    opening = opening_of(request.POST.get(TOKEN, "")) if request.method == "POST" else None
    known = opening is not None and opening.account == account
    if opening is None or not known:
        query = asked_query(request)
        key = secrets.token_hex(8) + _password(request.user)  # type: ignore[arg-type]
        opening = Opening(account, key, request.path, query)
    number = (keep(request, opening) or 0) if known and typed else 0
    gone_on = resumed(request)
    left = [
        draft for draft in waiting(request, opening.path)
        if draft.key != opening.key and (gone_on is None or draft.pk != gone_on.pk)
    ]  # fmt: skip
    return DraftsOfPage(
        token=token_of(opening),
        number=number,
        before=f"{gone_on.key}.{gone_on.number}" if gone_on else "",
        waiting=left,
        resumed=gone_on,
        missing=request.method != "POST" and KEY in request.GET and gone_on is None,
        overtaken=gone_on is not None and "".join(gone_on.fields.get(SEEN) or ()) != seen,
    )


# A form that comes from nobody who is known


def at_the_door(request: HttpRequest) -> str:
    """Keep what a page of the desk has sent after its login ended; return where it is shown again.

    Empty where it is no such page.
    """
    opening = opening_of(request.POST.get(TOKEN, ""))
    if opening is None or request.path == reverse("admin:keep_typed"):
        return ""
    user = User.objects.filter(pk=opening.account, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(opening.key[16:], _password(user)):
        return ""
    if KEEPS.count(str(opening.account)):
        return ""
    if CHOOSING in request.POST:  # the page of two edits, whose form is shown again put together
        request.POST = resolved(request.POST)  # type: ignore[assignment]
    if keep(request, opening) is None:
        return ""
    return Draft.objects.get(account=opening.account, key=opening.key).address


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is not that of the browser's cookie; nothing of it is done.

    Another page of the desk may have replaced the cookie. What was typed is shown again then, and
    a script that keeps it is told the token of now, if it asks from this site.
    """
    opening = opening_of(request.POST.get(TOKEN, ""))
    if is_foreign(request) or opening is None:
        return errors.forbidden(request, reason)
    if request.path == reverse("admin:keep_typed"):
        if opening.account != request.user.pk:
            return JsonResponse({"kept": False}, status=403)
        return JsonResponse({"kept": False, "token": get_token(request)})
    address = at_the_door(request)
    return redirect(address) if address else errors.forbidden(request, reason)


# Pages of their own


@require_POST
def keep_typed(request: HttpRequest) -> JsonResponse:
    """Keep what a page's script sends, for the account that has opened the page."""
    opening = opening_of(request.POST.get(TOKEN, ""))
    number = request.POST.get("_number", "")
    if opening is None or opening.account != request.user.pk:
        return JsonResponse({"kept": False}, status=409)
    if not re.fullmatch(r"[0-9]{1,9}", number):
        return JsonResponse({"kept": False}, status=400)
    if KEEPS.count(str(opening.account)):
        return JsonResponse({"kept": False}, status=429)
    kept = keep(request, opening, int(number))
    if kept is None:
        return JsonResponse({"kept": False}, status=413)
    if kept != int(number):  # what is kept counts as later, so that this has to come again
        return JsonResponse({"kept": False, "number": kept})
    return JsonResponse({"kept": True, "pictures": pictures_in(request)})


@require_POST
def throw_away(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a draft that its author does not want, and show the form as it is saved."""
    draft = Draft.objects.filter(account=request.user.pk, key=key).first()
    if draft is None:
        return redirect("admin:drafts")
    draft.delete()
    messages.success(request, _("Thrown away. Here is what is saved."))
    return redirect(f"{draft.path}?{draft.query}" if draft.query else draft.path)


@require_safe
def drafts(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All that the account has typed and not saved."""
    page = {"title": _("Typed and not saved"), "drafts": unsaved(request)}
    context = {**site.each_context(request), **page}
    return render(request, "admin/drafts.html", context)
