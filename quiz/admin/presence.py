"""Who else has this page open: said on top of every form of something that is there already.

A script of the page says every few seconds that it is open (``static/quiz/desk_presence.js``), and
that it is left. Without one that is known for a while of whoever has just saved and stayed.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quiz.admin.requests import parse_id
from quiz.models import Presence


@dataclass(frozen=True)
class HereNow:
    """What the page of a row needs: what it is about, and who else has it open."""

    thing: str
    said: str
    seconds: int


def thing_of(row: Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"


def here_now(request: HttpRequest, row: Model) -> HereNow:
    """Who else has the page of ``row`` open, as it is shown."""
    thing = thing_of(row)
    said = _said(Presence.others(request.user.pk, thing, timezone.now()))
    return HereNow(thing, said, Presence.RENEWED)


def stays(request: HttpRequest, row: Model) -> None:
    """Note that who has sent the form of ``row`` is shown it again."""
    Presence.renew(request.user, thing_of(row), timezone.now())


def leaves(request: HttpRequest, row: Model) -> None:
    """Note that who has sent the form of ``row`` goes on to another page."""
    Presence.leave(request.user, thing_of(row))


def _said(names: list[str]) -> str:
    return _("Also here: {names}").format(names=", ".join(names)) if names else ""


@require_POST
def here(request: HttpRequest) -> JsonResponse:
    """Take from a page's script that it is open, or left, and say who else has it open."""
    thing = _thing(request)
    if "left" in request.POST:
        Presence.leave(request.user, thing)
        return JsonResponse({})
    now = timezone.now()
    Presence.renew(request.user, thing, now)
    return JsonResponse({"said": _said(Presence.others(request.user.pk, thing, now))})


def _thing(request: HttpRequest) -> str:
    """What the page is about, if it is something that there is and that its user may change."""
    label, _space, number = request.POST.get("thing", "").partition(" ")
    try:
        model: Any = apps.get_model(label)
        desk = admin.site.get_model_admin(model)
    except (LookupError, ValueError, NotRegistered):
        raise Http404 from None
    if not desk.has_change_permission(request):
        raise PermissionDenied
    row = model._base_manager.filter(pk=parse_id(number) or 0).first()
    if row is None:
        raise Http404
    return thing_of(row)
