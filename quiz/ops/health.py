"""Pages for monitoring: ``/healthz``, ``/readyz`` and ``/metrics``."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quiz.models import Bank, Upkeep
from quiz.play import question_index

LATE = 3 * Upkeep.MINUTES


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok": the process runs. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """JSON: each thing that play needs, with ``ok`` or what is wrong; 503 if one is missing.

    Play goes on without a cache (and without rate limits) and without housekeeping, so what
    is wrong with these is reported and is no reason for 503.
    """
    found = {"database": "ok", "migrations": "ok", "banks": "ok", "cache": _cache()}
    checks: dict[str, Callable[[], str]] = {
        "migrations": _migrations,
        "banks": _banks,
        "housekeeping": _housekeeping,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        for name, check in checks.items():
            found[name] = check()
            if found[name] != "ok":
                break
    except Error:
        found |= {"database": "away", "migrations": "unknown", "banks": "unknown"}
    needed = [said for name, said in found.items() if name not in ("cache", "housekeeping")]
    ready = all(said == "ok" for said in needed)
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


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


def _cache() -> str:
    if not settings.REDIS_URL:
        return "ok"
    try:
        cache.set("readyz", 1, 5)
        return "ok" if cache.get("readyz") == 1 else "forgets"
    except Exception:  # whatever the client of the cache raises
        return "away, so nothing is limited"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} to be applied" if missing else "ok"


def _banks() -> str:
    """``ok`` if at least one bank can be played today."""
    today = timezone.localdate()
    banks = list(Bank.objects.all())
    empty = [bank.ref for bank in banks if not question_index.index(bank, today).entries]
    if len(empty) == len(banks):
        return "no question may be asked today"
    return "ok"


def _housekeeping() -> str:
    now = timezone.now()
    if not Upkeep.is_plausible(timezone.localdate(now)):
        return "deletes nothing, since the clock has jumped: manage.py housekeeping --trust-clock"
    minutes = Upkeep.minutes_since(now)
    if minutes is None:
        return "has not run yet"
    if minutes > LATE:
        return f"late: last ran {minutes} minutes ago"
    return f"ok, {minutes} minutes ago"
