"""Who may open a round: views of its pages get it only where that is this browser."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from quiz.models import Round
from quiz.play.sitting import Sitting
from quiz.privacy.readers import may_open
from quiz.web.embedding import under
from quiz.web.requests import Request


def own_round(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` the sitting of the round ``key``, in its place, if this browser may open it.

    Others are led to the question, which tells them no answer. Raises ``Http404``.
    """

    @wraps(view)
    def checked(request: Request, key: uuid.UUID, **place: Any) -> HttpResponse:
        sitting = Sitting.load(key, timezone.localdate())
        sitting.round.under = under(request)
        if not may_open(request, sitting.round):
            return lead_to_question(request, sitting.round, place.get("position", 1))
        return view(request, sitting, **place)

    return checked


def lead_to_question(request: Request, played: Round, position: int) -> HttpResponse:
    """Where a browser is shown a question of a round that it may not open."""
    there = played.turn_url(position)
    return HttpResponseClientRedirect(there) if request.htmx else redirect(there)
