"""The pages of a round: its turns and its result; and what stands beside them.

A turn has one view, one address and one template, with and without htmx: the fragment is
the part of the page called ``turn``. Whose a round is, ``play/whose.py`` asks before any of them.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quiz.models import Rendition, Round, Turn
from quiz.play.forms import answer_form
from quiz.play.pages import TurnPage, strangers_page, turn_page
from quiz.play.queries import attach_versions
from quiz.play.result import days_of_coming_back, result_page
from quiz.play.sitting import Sitting
from quiz.play.whose import lead_to_question, own_round
from quiz.privacy import about_us
from quiz.privacy.readers import may_open, reader_of
from quiz.privacy.retention import deleted_on
from quiz.web.caching import private, public
from quiz.web.embedding import under
from quiz.web.middleware import from_here
from quiz.web.requests import Request


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def turn(request: Request, key: uuid.UUID, position: int) -> HttpResponse:
    """One question: asked, answered or refused; shown only, where this is not its browser.

    Unlike what begins or ends something, an answer may be sent from any page: who can forge its
    address has the round's key, and needs no reader to be tricked.
    """
    sitting = Sitting.load(key, timezone.localdate())
    sitting.round.under = under(request)
    if not may_open(request, sitting.round):
        if request.method == "POST":
            return lead_to_question(request, sitting.round, position)
        return _show_stranger(request, sitting, position)
    turn = sitting.turn(position, answering=request.method == "POST")
    if request.method == "POST":
        return _answer(request, sitting, turn)
    page = turn_page(
        sitting,
        turn,
        first_answer_stood="kept" in request.GET,
        first_report_stood="twice" in request.GET,
    )
    return _show(request, page)


def _show_stranger(request: Request, sitting: Sitting, position: int) -> HttpResponse:
    """The question alone; of practice not even that, since it asks what was missed."""
    played = sitting.round
    shown = None if played.origin == Round.Origin.PRACTICE else strangers_page(sitting, position)
    bank, now = played.bank, timezone.now()
    context = {
        "page": shown, "bank": bank, "open": bank.open_at(now), "deleted_on": deleted_on(played)
    }  # fmt: skip
    return render(request, "quiz/strangers_turn.html", context)


def _answer(request: Request, sitting: Sitting, turn: Turn) -> HttpResponse:
    """Keep an answer if it is the first; the page says which answer stands."""
    form, first_answer_stood = answer_form(turn, request.POST), False
    if form.is_valid() and not turn.closed:
        response = form.cleaned_data["response"]
        first_answer_stood = sitting.answer(
            turn, response, timezone.localdate(), reader_of(request)
        )
        if not may_open(request, sitting.round):  # claimed while this answer was on its way
            return lead_to_question(request, sitting.round, turn.position)
    elif not turn.answered and not turn.closed:
        return _show(request, turn_page(sitting, turn, form), status=422)
    if not request.htmx:
        stood = "?kept" if first_answer_stood else ""
        return redirect(f"{turn.get_absolute_url()}{stood}#verdict")
    return _show(request, turn_page(sitting, turn, form, first_answer_stood=first_answer_stood))


def _show(request: Request, page: TurnPage, status: int = 200) -> HttpResponse:
    """The whole page, or for htmx the part that changes."""
    whole = not request.htmx or request.htmx.history_restore_request
    template = "quiz/turn.html" if whole else "quiz/turn.html#turn"
    context = {"page": page, "bank": page.turn.round.bank, "swapped": not whole}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@csrf_exempt
@require_POST
@private
@from_here
@own_round
def stop(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """End the round as it stands; what was answered is scored."""
    sitting.round.stop(timezone.localdate())
    return redirect(sitting.round)


@csrf_exempt
@require_POST
@private
@from_here
@own_round
def resume(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Go on with a round that was stopped; to its result if it cannot be resumed."""
    sitting.round.resume()
    return redirect(sitting.current or sitting.round)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
@own_round
def result(request: Request, sitting: Sitting) -> HttpResponse:
    """What a round came to; a POST answers the question about us, and nothing is kept of it."""
    if sitting.current:
        return redirect(sitting.current)
    attach_versions(sitting.turns)
    recorded = None
    if request.method == "POST":
        recorded = about_us.look_up(request, sitting.round, request.POST.getlist("recorded"))
    page = result_page(sitting, request.GET.get("answer", ""), recorded=recorded)
    template = "quiz/result.html#about_us" if request.htmx else "quiz/result.html"
    return render(request, template, {"page": page, "bank": page.bank})


@require_safe
@public
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "quiz/rules.html", {"days": days_of_coming_back()})


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, digest: str, width: int) -> HttpResponse:
    """A picture in one of its widths. Its address is made of what it is, so it never changes."""
    rendition = Rendition.objects.filter(picture=digest, width=width).first()
    if rendition is None:
        raise Http404
    return HttpResponse(rendition.data, content_type="image/webp")


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for an icon on a page that names none, such as the admin's."""
    return redirect(static("quiz/icon.svg"), permanent=True)
