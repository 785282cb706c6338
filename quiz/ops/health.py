"""Pages for monitoring: ``/healthz``, ``/readyz`` and ``/metrics``."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quiz.ops import readiness


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok": the process runs. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """JSON: each thing that play needs, with ``ok`` or what is wrong; 503 if play stops for it.

    It goes on without a cache (and without rate limits), without housekeeping, and beside a
    release that waits, so these are reported and are no reason for 503.
    """
    found = readiness.lookout.ask()
    ready = not any(each.stops for each in found.values())
    said = {name: each.said for name, each in found.items()}
    return JsonResponse({"ready": ready, **said}, status=200 if ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics in Prometheus's text format for a bearer token; 404 where no token is set."""
    sent = request.headers.get("Authorization", "")
    token = settings.METRICS_TOKEN
    if not token or not constant_time_compare(sent, f"Bearer {token}"):
        raise Http404
    from quiz.ops.metrics import exposition  # needs what only operators of services install

    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
