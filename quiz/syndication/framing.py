"""Which sites may frame an embed: those that its bank names, or any."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from quiz.core.hosts import stored_hosts
from quiz.models import Bank


def of_bank(*, ref: str, **_place: Any) -> Q:
    return Q(ref=ref)


def of_set(*, ref: str) -> Q:
    return Q(sets__ref=ref)


def of_round(*, key: Any, **_place: Any) -> Q:
    return Q(rounds__key=key)


def of_day(*, day: str) -> Q:
    try:
        return Q(questions__days__day=datetime.date.fromisoformat(day))
    except ValueError:
        return Q(pk=None)


def of_today() -> Q:
    return Q(questions__days__day=timezone.localdate())


def framed(
    view: Callable[..., HttpResponse], bank: Callable[..., Q]
) -> Callable[..., HttpResponse]:
    """``view``, whose answers the sites alone may frame that its bank names; takes a query.

    ``bank`` says what holds of the bank, by the parts of the address. Where what it names are no
    hosts, as somebody has stored them past the form, no other site frames it.
    """

    @wraps(view)
    def answered(request: HttpRequest, **place: Any) -> HttpResponse:
        hosts = Bank.objects.filter(bank(**place)).values_list("embed_hosts", flat=True).first()
        response = view(request, **place)
        if hosts:
            response.framed_by = stored_hosts(hosts)  # type: ignore[attr-defined]
        return response

    return answered
