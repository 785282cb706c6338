"""Questions: written, checked, previewed, published and retired."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from quiz import checking
from quiz.admin.desk import Desk
from quiz.editing import SPEC_FORMS, question_form
from quiz.models import Check, Question, kind_choices
from quiz.preview import judged, preview


class Freshness(admin.SimpleListFilter):
    title = _("check")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("due", _("run out")), ("soon", _("due within 30 days")), ("never", _("never"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        soon = today + datetime.timedelta(days=30)
        return {
            "due": queryset.filter(review_by__lt=today),
            "soon": queryset.filter(review_by__gte=today, review_by__lte=soon),
            "never": queryset.filter(review_by=None),
        }.get(self.value() or "", queryset)


@admin.register(Question)
class QuestionAdmin(Desk):
    list_display = ("prompt", "kind", "topic", "state", "check_badge", "unpublished")
    list_filter = ("bank", "state", Freshness, "kind", "topic", "difficulty", "stance")
    list_select_related = (
        "topic",
        "bank",
        "live_version",
        "source",
        "since_source",
        "survey_source",
        "picture",
    )
    search_fields = ("ref", "prompt", "explanation", "passage", "claim")
    autocomplete_fields = ("topic", "fact", "source", "since_source", "survey_source")
    prepopulated_fields = {"ref": ["prompt"]}
    actions = ("publish", "retire")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return (
            super().get_queryset(request)
            .annotate(review_by=Check.latest("review_by"))
        )  # fmt: skip

    @admin.display(description=_("check again by"), ordering="review_by")
    def check_badge(self, question: Any) -> Any:
        if question.review_by is None:
            return _("never checked")
        if question.review_by < timezone.localdate():
            return format_html("<strong>{} {}</strong>", _("ran out"), question.review_by)
        return question.review_by

    @admin.display(description=_("unpublished edits"), boolean=True)
    def unpublished(self, question: Question) -> bool:
        return question.edited

    # The page of one question

    def kind_of(self, request: HttpRequest, question: Question | None) -> str:
        return question.kind if question else request.GET.get("kind", "")

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind_of(request, None) not in SPEC_FORMS and self.has_add_permission(request):
            context = {
                **self.admin_site.each_context(request),
                "title": _("What kind of question?"),
                "kinds": kind_choices(),
                "opts": self.opts,
            }
            return render(request, "admin/quiz/question/kinds.html", context)
        return super().add_view(request, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = question_form(self.kind_of(request, obj), obj.spec if obj else {})
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        answers = SPEC_FORMS[self.kind_of(request, obj)].layout(obj.spec if obj else {})
        head = (
            ("ref", "topic", "fact", "prompt")
            if obj
            else ("bank", "topic", "fact", "prompt", "ref")
        )
        return [
            (None, {"fields": head}),
            (_("Answers"), {"fields": answers}),
            (
                _("Picture"),
                {"fields": ("picture", ("picture_alt", "picture_decorative"))},
            ),
            (_("After the answer"), {"fields": ("explanation",)}),
            (_("Evidence"), {"fields": ("source", "passage", "claim")}),
            (_("Check"), {"fields": (("checked_on", "review_by"),)}),
            (_("What happened since"), {"fields": ("since", "since_source")}),
            (_("One thing to do today"), {"fields": ("action", "minutes")}),
            (
                _("Survey"),
                {"fields": ("survey", ("survey_group", "survey_year"), "survey_source"),
                 "classes": ("collapse",)},
            ),
            (
                _("Filing"),
                {"fields": (("dimension", "difficulty", "stance"), ("jurisdiction", "valid"))},
            ),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("ref",) if obj and obj.live_version_id else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers may have been asked is retired, not deleted."""
        asked = obj is not None and obj.live_version_id is not None
        return not asked and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        checked_on, review_by = form.cleaned_data["checked_on"], form.cleaned_data["review_by"]
        latest = obj.latest_check()
        if (
            checked_on
            and review_by
            and (latest is None or (latest.checked_on, latest.review_by) != (checked_on, review_by))
        ):
            obj.confirm(checked_on, review_by, by=request.user)
        if change and "fact" in form.changed_data:
            obj.bank.touch()
        if form.publishing:
            version = obj.publish(timezone.localdate(), by=request.user)
            said = _("Version %(n)s is live: readers who start a round from now on can meet it.")
            messages.success(request, said % {"n": version.number})
            for finding in form.findings():
                messages.warning(request, finding.sentence)
        elif "_retire" in request.POST:
            obj.retire()
            messages.success(request, _("Retired: no new round asks it any more."))

    def _onward(self, request: HttpRequest, obj: Question) -> HttpResponse | None:
        if "_preview" in request.POST:
            return redirect("admin:quiz_question_preview", obj.pk)
        if "_publish" in request.POST or "_retire" in request.POST:
            return redirect("admin:quiz_question_change", obj.pk)
        return None

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._onward(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._onward(request, obj) or super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        question = context.get("original")
        if question:
            version = question.live_version
            context["live_number"] = version.number if version else None
            context["edited"] = question.edited
            latest = question.latest_check()
            context["findings"] = list(judged(question, latest))
        return super().render_change_form(request, context, *args, **kwargs)

    # Preview

    def get_urls(self) -> Any:
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<int:pk>/preview/", preview, name="quiz_question_preview"),
            *super().get_urls(),
        ]

    @csrf_exempt  # it stores nothing, so the reader's form in it needs no token
    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        question = get_object_or_404(
            Question.objects.select_related("bank", "topic", "source", "since_source", "picture"),
            pk=pk,
        )
        if not self.has_view_permission(request, question):
            raise PermissionDenied
        return preview(request, question, reverse("admin:quiz_question_change", args=[pk]))

    # Actions on many

    @admin.action(description=_("Publish what is complete"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        done = 0
        for question in queryset.select_related(
            "source", "since_source", "survey_source", "picture"
        ):
            found = checking.findings(
                question.kind, question.content(), question.review_by, timezone.localdate()
            )
            blocking = [finding for finding in found if finding.blocks]
            for finding in blocking:
                messages.error(request, f"“{question.ref}”: {finding.sentence}")
            if not blocking:
                question.publish(timezone.localdate(), by=request.user)
                done += 1
        said = ngettext("%(n)s question is live.", "%(n)s questions are live.", done)
        messages.success(request, said % {"n": done})

    @admin.action(description=_("Retire"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> None:
        for question in queryset:
            question.retire()
        said = ngettext("%(n)s question retired.", "%(n)s questions retired.", len(queryset))
        messages.success(request, said % {"n": len(queryset)})
