"""The lab: a reader sets a crowd and the errors of its cameras, and sees who gets flagged.

Everything is in the address, so it can be sent on; nothing of it is kept by anybody. No cache
may keep the page either: nginx tells pages apart by their path alone, and would give one
reader's numbers to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from quiz.content import numbers
from quiz.core.screening import Screening
from quiz.play.lab_cases import BY_REF, CASES, Case
from quiz.play.lab_form import LabForm
from quiz.play.lab_outcome import Outcome, Picture
from quiz.web.caching import private
from quiz.web.requests import Request

NIST = (
    "https://www.nist.gov/news-events/news/2019/12/"
    "nist-study-evaluates-effects-race-age-sex-face-recognition-software"
)
START = {"crowd": 30_000, "listed": 1, "hit_rate": 90, "false_rate": 0.1}


@dataclass(frozen=True)
class LabPage:
    """``outcome`` is None where a number cannot be used; ``case`` where none was chosen."""

    form: LabForm
    case: Case | None
    outcome: Outcome | None
    cases: tuple[Case, ...] = CASES
    nist: str = NIST

    @property
    def counted(self) -> Picture | None:
        """The alerts of the case as they were counted."""
        if not self.case or not self.case.counted:
            return None
        return Picture(str(_("The alerts that were counted.")), self.case.counted)

    @property
    def fields(self) -> list[tuple[BoundField, Any]]:
        """Each field with its note: where the case has its number from, while that stands in it."""
        given = self.case.fields if self.case else {}
        said = self.form.cleaned_data
        return [
            (
                field,
                given[field.name].why
                if field.name in given and said.get(field.name) == given[field.name].value
                else field.help_text,
            )
            for field in self.form
        ]

    @property
    def title(self) -> str:
        """First what has just happened."""
        happened = self.outcome.sentence if self.outcome else _("Please look again")
        return f"{happened} – {_('Who gets flagged?')}"


def lab_page(asked: Mapping[str, str]) -> LabPage:
    """The page for what stands in an address; may raise ``Http404``."""
    ref = asked.get("case", "")
    if ref and ref not in BY_REF:
        raise Http404
    case = BY_REF.get(ref)
    start = {name: given.value for name, given in case.fields.items()} if case else START
    language = get_language() or "en"
    data = {name: asked.get(name, numbers.plain(value, language)) for name, value in start.items()}
    form = LabForm(data)
    outcome = None
    if form.is_valid():
        said = form.cleaned_data
        outcome = Outcome(
            Screening(
                said["crowd"], said["listed"], said["hit_rate"] / 100, said["false_rate"] / 100
            )
        )
    return LabPage(form, case, outcome)


@require_safe
@private
def lab(request: Request) -> HttpResponse:
    """The numbers in the address and what comes of them; for htmx the part that changes."""
    page = lab_page(request.GET)
    whole = not request.htmx or request.htmx.history_restore_request
    template = "quiz/lab.html" if whole else "quiz/lab.html#lab"
    response = render(request, template, {"page": page}, status=200 if page.outcome else 422)
    patch_vary_headers(response, ["HX-Request"])
    return response
