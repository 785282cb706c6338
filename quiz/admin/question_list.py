"""The list of questions: what stands in a row of it, and how it is searched and ordered."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin import pages, question_filters
from quiz.admin.columns import named, on_phone
from quiz.admin.extra_pages import AdminWithPages, linked
from quiz.admin.requests import StrOrPromise
from quiz.admin.sight import eyes, of_question
from quiz.content import schema
from quiz.content.markdown import plain_line
from quiz.content.validation import of_check
from quiz.content.wording import badge, near
from quiz.editorial import freshness
from quiz.editorial.desk import by_latest_step, with_latest_step
from quiz.models import Question


class QuestionList(AdminWithPages):
    """The questions as a list, the one that was changed last first."""

    list_display = ("short", "standing", "filed", "kind", "changed", "check_badge", "findings")
    list_filter = (
        question_filters.ByState, "bank", question_filters.ByTopic, "kind",
        question_filters.ByCheck, question_filters.ByFindings, question_filters.ByAuthor,
        question_filters.ByLook, question_filters.BySource, question_filters.ByFact,
        "difficulty", "stance", "hook",
    )  # fmt: skip
    list_select_related = ("topic", "bank", "live_version", *schema.sources(), "picture")
    list_per_page = 50
    search_fields = ("ref",)  # all that is searched is in question_filters.search
    search_help_text = _(
        "Looks in questions, answers, explanations, quoted passages and sources, and for who wrote."
    )
    list_pages = pages.LIST_PAGES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions = by_latest_step(super().get_queryset(request))
        return freshness.with_check(questions).annotate(
            blocking=F("digest__blocking"), advice=F("digest__advice")
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """What was changed last comes first."""
        return (F("stepped").desc(nulls_last=True), "-pk")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's, with who last did something to each of its rows."""
        shown: Any = super().get_changelist_instance(request)
        shown.result_list = with_latest_step(shown.result_list)
        return shown

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        return question_filters.search(queryset, search_term), False

    @admin.display(description=_("question"), ordering="prompt")
    def short(self, question: Question) -> str:
        return Truncator(plain_line(question.prompt)).words(30)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, question: Question) -> str:
        approved = question.publish_on and question.state == Question.State.REVIEW
        said: list[StrOrPromise] = [_("Approved") if approved else question.get_state_display()]
        if question.publish_on:
            said.append(_("to be published on {day}").format(day=date_format(question.publish_on)))
        elif question.submitted and question.state != Question.State.REVIEW:
            said.append(_("changes wait for an editor"))
        elif question.state == Question.State.LIVE and question.edited:
            said.append(_("with unpublished edits"))
        if question.retire_on:
            said.append(_("to be retired on {day}").format(day=date_format(question.retire_on)))
        seen_by = eyes(of_question(question).sees)
        return format_html('<span class="sees">{} {}</span>', seen_by, ", ".join(map(str, said)))

    @admin.display(description=_("topic and bank"), ordering="topic__title")
    def filed(self, question: Question) -> str:
        topic = question.topic or _("No topic yet")
        return format_html("{} <small>{}</small>", topic, question.bank)

    @admin.display(description=_("last changed"), ordering="stepped")
    def changed(self, question: Any) -> str:
        if not question.latest_steps:
            return ""
        step = question.latest_steps[0]
        day = near(step.on, timezone.localdate())
        said = on_phone(_("last changed"))
        return format_html("{} {} <small>{}</small>", said, day, step.by or "")

    @admin.display(description=_("check again by"), ordering="review_by")
    def check_badge(self, question: Any) -> str:
        on = timezone.localdate()
        said = badge(question.review_by, on)
        if question.review_by is None or question.review_by < on:
            return said  # which says itself what it is
        return named(_("check again by"), said)

    @admin.display(description=_("findings"), ordering="blocking")
    def findings(self, question: Any) -> str:
        check, on = freshness.check_of(question), timezone.localdate()
        today = [each.blocks for each in of_check(check, on, since=bool(question.since))]
        blocking = (question.blocking or 0) + today.count(True)
        advice = (question.advice or 0) + today.count(False)
        said: list[str] = []
        if blocking:
            said.append(format_html("<strong>{} {}</strong>", blocking, _("to mend")))
        if advice:
            told = ngettext("{n} piece of advice", "{n} pieces of advice", advice)
            counted = told.format(n=advice)
            said.append(format_html('<span class="nowrap">{}</span>', counted))
        return format_html(", ".join(["{}"] * len(said)), *said) if said else ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"tools": linked(request, self.list_pages), **(extra_context or {})}
        return super().changelist_view(request, context)
