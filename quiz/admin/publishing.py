"""Before a question goes live: everything to look at on one page, and the decision."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from quiz.admin.base import may, note
from quiz.admin.seen import CHANGED, SEEN, changed
from quiz.content.fields import DayField, LineField, TextField
from quiz.editorial.history import NAMES, changes, parts
from quiz.editorial.review import key, overlapping, points
from quiz.editorial.schedule import approval
from quiz.models import FourEyes, Question


class Day(forms.DateInput):
    """A day as browsers ask for one, without a script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Publication(forms.Form):
    """The decision to publish: why, and now or on a day."""

    why = LineField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=_("For the history: what is new, in a few words. May be left empty."),
    )
    day = DayField(
        label=_("On a later day"),
        required=False,
        widget=Day,
        help_text=_("Empty: at once."),
    )

    def clean_day(self) -> datetime.date | None:
        return later(self.cleaned_data["day"])


class Return(forms.Form):
    """What is still to do, for who wrote it."""

    note = TextField(
        label=_("What is still to do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


class Retirement(forms.Form):
    """The last day on which readers are asked it is the one before."""

    day = DayField(
        label=_("On a later day"),
        required=False,
        widget=Day,
        help_text=_("From this day on no new round asks it. Empty: at once."),
    )
    note = LineField(
        label=_("Why"), required=False, max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
    )  # fmt: skip

    def clean_day(self) -> datetime.date | None:
        return later(self.cleaned_data["day"])


def later(day: datetime.date | None) -> datetime.date | None:
    if day is not None and day <= timezone.localdate():
        raise forms.ValidationError(_("This day is not to come. Leave it empty for at once."))
    return day


# Each button, what it needs, and what reads its fields.
DECISIONS: dict[str, tuple[str, type[forms.Form] | None]] = {
    "_publish": ("publish_question", Publication),
    "_return": ("review_question", Return),
    "_retire": ("retire_question", Retirement),
    "_unschedule": ("publish_question", None),
    "_keep": ("retire_question", None),
}


def publish(request: HttpRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    on = timezone.localdate()
    pressed = next((name for name in DECISIONS if name in request.POST), None)
    check = question.checks.select_related("checked_by").order_by("-checked_on", "-id").first()
    overlaps = overlapping(question)
    looked = points(question, check, overlaps, on)
    blocked = any(point.state == "error" for point in looked)
    publication = Publication(request.POST if pressed == "_publish" else None, prefix="publish")
    sent_back = Return(request.POST if pressed == "_return" else None, prefix="return")
    retirement = Retirement(request.POST if pressed == "_retire" else None, prefix="retire")
    if pressed:
        if not may(request, DECISIONS[pressed][0]):
            raise PermissionDenied
        decided = {"_publish": publication, "_return": sent_back, "_retire": retirement}
        form = decided.get(pressed)
        if changed(request, [context[SEEN]]):
            messages.error(request, CHANGED)
        elif pressed == "_publish" and blocked:
            messages.error(request, _("Not published: first mend what is marked below."))
        elif form is None or form.is_valid():
            cleaned = form.cleaned_data if form else {}
            if _decide(request, question, pressed, cleaned, on):
                return redirect("admin:quiz_question_change", question.pk)
    live = question.live_version
    copy = question.snapshot()
    return render(
        request,
        "admin/quiz/question/publish.html",
        {
            **context,
            "points": looked,
            "blocked": blocked,
            "key": key(question),
            "overlaps": [(other, share, key(other)) for other, share in overlaps],
            "changes": changes(live, copy) if live else [],
            "whole": [(NAMES.get(name, name), text) for name, text in parts(copy).items()],
            "live": live,
            "edited": question.edited,
            "publication": publication,
            "sent_back": sent_back,
            "retirement": retirement,
            "alone": question.needs_others(request.user),
            "four_eyes": settings.FOUR_EYES,
            "approval": approval(question) if question.publish_on else None,
            "may": {
                name: may(request, f"{name}_question") for name in ("publish", "review", "retire")
            },
        },
    )


def _decide(
    request: HttpRequest, question: Question, pressed: str, cleaned: Any, on: datetime.date
) -> bool:
    """Do what was decided, and say so; false where it cannot be done."""
    by, day = request.user, cleaned.get("day")
    if pressed in ("_publish", "_retire") and day:
        said = _to_come(question, pressed, day, on, by, cleaned)
    elif pressed == "_publish":
        said = _now(question, on, by, cleaned["why"])
    elif pressed == "_return":
        question.send_back(on, by, cleaned["note"])
        said = _("Sent back to who wrote it, with your note.")
    elif pressed == "_retire":
        question.retire(on, by, cleaned["note"])
        said = _("Retired: no new round asks it any more.")
    elif pressed == "_unschedule":
        question.unschedule(on, by)
        said = _("Taken off the schedule.")
    else:
        said = _("It stays: no day of retirement is set any more.")
        question.retire_later(None, on, by, said)
    if said is None:
        messages.error(request, OTHERS)
        return False
    messages.success(request, said)
    note(request, question, said)
    return True


OTHERS = _(
    "You wrote some of this yourself, so somebody else has to publish it, or to submit it "
    "for review after you."
)


def _now(question: Question, on: datetime.date, by: Any, why: str) -> Any:
    try:
        version = question.publish(on, by, why)
    except FourEyes:
        return None
    said = _("Version {n} is live: readers who start a round from now on can meet it.")
    return said.format(n=version.number)


def _to_come(
    question: Question, pressed: str, day: datetime.date, on: datetime.date, by: Any, cleaned: Any
) -> Any:
    if pressed == "_retire":
        said = _("To be retired on {day}.").format(day=date_format(day))
        question.retire_later(day, on, by, f"{said} {cleaned['note']}".strip())
        return said
    try:
        question.schedule(day, on, by, cleaned["why"])
    except FourEyes:
        return None
    return _("Approved: to be published on {day}, as it is now.").format(day=date_format(day))
