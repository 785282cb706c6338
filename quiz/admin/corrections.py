"""Corrections: published with a public sentence; a regrade is looked at before it is ordered."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from quiz.admin.base import BaseAdmin
from quiz.admin.columns import named, on_phone
from quiz.admin.deletion import Obstacle
from quiz.admin.edit_conflicts import CHANGED, changed
from quiz.admin.exhibit_drawing import looks
from quiz.admin.forms.correction import CorrectionForm, corrected_version
from quiz.admin.requests import EditorRequest, may, parse_id
from quiz.core.item_statistics import LEAST
from quiz.editorial.freshness import with_check
from quiz.models import Correction, Question, lock, mark
from quiz.tallies import counting, regrade


def regrading_mark(correction: Correction) -> str:
    """A mark of what a regrade that is ordered would go by."""
    errata = regrade.errata(correction).values_list("version", "correction", "graded_by")
    return mark(correction.pk, correction.regraded_on, list(errata))


@admin.register(Correction)
class CorrectionAdmin(BaseAdmin[Correction]):
    list_display = ("statement", "question", "what", "said", "state")
    list_filter = ("kind", "question__bank")
    linked_lookups = ("regraded_on__isnull",)
    list_select_related = ("question", "corrected_by")
    search_fields = ("statement", "question__ref", "question__prompt")

    @admin.display(description=_("what was wrong"), ordering="kind")
    def what(self, correction: Correction) -> str:
        return str(correction.get_kind_display()).partition(":")[0]

    @admin.display(description=_("corrected on"), ordering="corrected_on")
    def said(self, correction: Correction) -> str:
        day, by = date_format(correction.corrected_on), correction.corrected_by or ""
        return format_html("{} {} <small>{}</small>", on_phone(_("corrected on")), day, by)

    @admin.display(description=_("regrade"), ordering="regraded_on")
    def state(self, correction: Correction) -> str:
        if correction.kind == Correction.Kind.WORDING:
            return ""
        on = correction.regraded_on
        return named(_("regrade"), date_format(on) if on else _("waits to be ordered"))

    @admin.display(description=_("question"))
    def question_link(self, correction: Correction) -> SafeString:
        url = reverse("admin:quiz_question_change", args=[correction.question_id])
        return format_html('<a href="{}">{}</a>', url, correction.question)

    @admin.display(description=_("corrected versions"))
    def versions(self, correction: Correction) -> str:
        errata = correction.errata.select_related("version").order_by("version__number")
        return ", ".join(str(erratum.version.number) for erratum in errata)

    @admin.display(description=_("new version"))
    def new(self, correction: Correction) -> int:
        return correction.version.number

    def get_fields(self, request: HttpRequest, obj: Correction | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("kind", "statement", "wrong")
        told = "corrected_on", "corrected_by", "regraded_on", "regraded_by"
        known = (name for name in told if getattr(obj, name))
        return ("question_link", "versions", "new", "kind", "statement", *known)

    def get_readonly_fields(self, request: HttpRequest, obj: Correction | None = None) -> list[str]:
        """Once published, only the sentence may still be mended."""
        return [] if obj is None else [
            name for name in self.get_fields(request, obj) if name != "statement"
        ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It begins at the question that was wrong, so no list and no menu offers it."""
        return may(request, "correct_question") and "question" in request.GET

    def has_change_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        return may(request, "correct_question")

    def has_delete_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        return False

    def in_the_way(self, request: HttpRequest, rows: Sequence[Correction]) -> dict[Any, Obstacle]:
        said = _("What was said in public stays said. If it was wrong, publish another correction.")
        return {row.pk: Obstacle(said) for row in rows}

    # Making one

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request, "correct_question"):
            raise PermissionDenied
        if request.method != "POST":
            return self._add_view(request, *args, **kwargs)
        with transaction.atomic():
            lock(Question.objects.filter(pk=parse_id(request.GET.get("question", "")) or 0))
            return self._add_view(request, *args, **kwargs)

    def _add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self._question(request)
        if question is None:
            messages.error(request, _("Open the question that was wrong, and correct it there."))
            return redirect("admin:quiz_question_changelist")
        said = None
        new = corrected_version(question)
        if not question.versions.exclude(pk=new.pk).exists():
            said = _("There is nothing to correct yet: first save the question as it should be.")
        elif Correction.objects.filter(version=new.pk).exists():
            said = _("This has been published as a correction already.")
        if said is None:
            return super().add_view(request, *args, **kwargs)
        messages.error(request, said)
        if typed := request.POST.get("statement", "").strip():
            messages.warning(request, _("You had written: “{text}”").format(text=typed))
        return redirect("admin:quiz_question_change", question.pk)

    def _question(self, request: HttpRequest) -> Question | None:
        asked = parse_id(request.GET.get("question", "")) or 0
        questions = with_check(Question.objects.select_related("live_version"))
        return questions.filter(pk=asked).first()

    def get_form(
        self,
        request: HttpRequest,
        obj: Correction | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if obj is not None:
            kwargs["widgets"] = {"statement": CorrectionForm.Meta.widgets["statement"]}
        else:
            given = {"question": self._question(request), "by": request.user}
            kwargs["form"] = type("CorrectionForm", (CorrectionForm,), given)
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Correction, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["statement"])
            obj.question.bank.touch()  # it is shown with the versions that processes keep
            return
        obj.question = form.question
        obj.publish(form.cleaned_data["wrong"], timezone.localdate(), request.user)

    def response_add(
        self, request: HttpRequest, obj: Correction, post_url_continue: str | None = None
    ) -> HttpResponse:
        said = _("Published: the correction stands on the public page and on readers’ results.")
        messages.success(request, said)
        return redirect("admin:quiz_correction_change", obj.pk)

    # The regrade

    def get_urls(self) -> list[URLPattern]:
        regrade = self.admin_site.admin_view(require_POST(self.regrade))
        foresee = self.admin_site.admin_view(require_POST(self.foresee))
        return [
            path("<int:pk>/regrade/", regrade, name="quiz_correction_regrade"),
            path("<int:pk>/foresee/", foresee, name="quiz_correction_foresee"),
            *super().get_urls(),
        ]

    def foresee(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look through the newest stored answers, and say what a regrade would change in them.

        Asked for by a button of its own: the page itself says what the tallies know, which
        costs the same however many rounds there are.
        """
        correction = self._with_new_key(request, pk)
        context = {"outcome": regrade.foresee(correction, regrade.NEWEST)}
        said = render_to_string("admin/quiz/correction/outcome.html", context)
        messages.info(request, said)
        return redirect("admin:quiz_correction_change", pk)

    def _with_new_key(self, request: HttpRequest, pk: int) -> Correction:
        correction = get_object_or_404(Correction, pk=pk, kind=Correction.Kind.KEY)
        if not self.has_change_permission(request, correction):
            raise PermissionDenied
        return correction

    def regrade(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Order it. What it did is on the page afterwards, with who ordered it."""
        correction = self._with_new_key(request, pk)
        if changed(request, [regrading_mark(correction)]):
            messages.error(request, CHANGED)
            return redirect("admin:quiz_correction_change", pk)
        regrade.apply_correction(correction, timezone.localdate(), request.user)
        messages.success(request, _("Regraded: what changed stands below."))
        self.log_change(request, correction, [{"changed": {"fields": [str(_("regraded on"))]}}])
        return redirect("admin:quiz_correction_change", pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        correction = context.get("original")
        context["show_save_and_add_another"] = False
        if correction is None:
            question = context["adminform"].form.question
            new = corrected_version(question)
            context["correcting"] = question
            context["last"] = question.versions.exclude(pk=new.pk).order_by("-number").first()
            context["new"] = new
            context["looks"] = looks(context["last"], new)
        elif correction.kind == Correction.Kind.KEY:
            if correction.regraded_on is None:
                context["to_order"] = regrading_mark(correction)
                context["newest"] = regrade.NEWEST
                moves = regrade.grade_changes(correction)
                context["moved"] = sum(move.n for move in moves)
                # Of fewer answers it is not shown what they are: one may be known to be somebody's.
                context["moves"] = moves if context["moved"] >= LEAST else []
                context["least"] = LEAST
                context["together"] = counting.TOGETHER
            else:
                context["outcome"] = regrade.Outcome(**correction.outcome)
        return super().render_change_form(request, context, *args, **kwargs)


def correct(request: EditorRequest, question: Question, context: dict[str, Any]) -> HttpResponse:
    return redirect(f"{reverse('admin:quiz_correction_add')}?question={question.pk}")
