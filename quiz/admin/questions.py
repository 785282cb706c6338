"""Questions: the list, and the page on which one is written."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin import drafts, pages, question_filters
from quiz.admin.articles import keep_drawn
from quiz.admin.copies import anew
from quiz.admin.deletion import Obstacle
from quiz.admin.edit_conflicts import SEEN
from quiz.admin.extra_pages import AdminWithPages, linked
from quiz.admin.forms import in_place
from quiz.admin.forms.answers import SPEC_FORMS, with_room
from quiz.admin.forms.bank_choices import keep_to_bank
from quiz.admin.forms.question import QuestionForm, question_form
from quiz.admin.requests import StrOrPromise, log_change, may, parse_id
from quiz.admin.sight import eyes, of_question
from quiz.admin.typed import framing
from quiz.admin.writing import write_page
from quiz.content import schema
from quiz.content.markdown import plain_line
from quiz.content.validation import of_check
from quiz.content.wording import badge, near
from quiz.editorial import freshness, review
from quiz.editorial.changed_key import key_change
from quiz.editorial.desk import by_latest_step, with_latest_step
from quiz.editorial.history import history
from quiz.editorial.preview import live_states
from quiz.editorial.schedule import approval, held_up
from quiz.models import Bank, Question, Topic, kind_choices, mark

# What stands in an empty box in which something of the bank is searched for.
SEARCHED = {
    "fact": _("A word of it"),
    **dict.fromkeys(schema.sources(), _("Paste its address, or type a word of its title")),
}

# What a button on the page of a question needs. To publish is a page of its own.
BUTTONS = {"_submit": "submit_question", "_retire": "retire_question"}


def lacking(question: Question) -> bool:
    """Whether anything keeps the working copy from readers, so that nobody need look at it yet."""
    check = question.latest_check()
    found = review.of(question, check.said() if check else None, timezone.localdate())
    return any(finding.blocks for finding in found)


@admin.register(Question)
class QuestionAdmin(AdminWithPages):
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
    autocomplete_fields = ("fact", *schema.sources())
    actions = pages.ACTIONS
    question_pages = pages.QUESTION_PAGES
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
        return format_html("{} <small>{}</small>", question.topic, question.bank)

    @admin.display(description=_("last changed"), ordering="stepped")
    def changed(self, question: Any) -> str:
        if not question.latest_steps:
            return ""
        step = question.latest_steps[0]
        day = near(step.on, timezone.localdate())
        return format_html("{} <small>{}</small>", day, step.by or "")

    @admin.display(description=_("check again by"), ordering="review_by")
    def check_badge(self, question: Any) -> str:
        return badge(question.review_by, timezone.localdate())

    @admin.display(description=_("findings"), ordering="blocking")
    def findings(self, question: Any) -> str:
        check, on = freshness.check_of(question), timezone.localdate()
        today = [each.blocks for each in of_check(check, on, since=bool(question.since))]
        blocking = (question.blocking or 0) + today.count(True)
        advice = (question.advice or 0) + today.count(False)
        said: list[str] = []
        if blocking:
            said.append(format_html("<strong>{} {}</strong>", blocking, _("blocking")))
        if advice:
            said.append(ngettext("{n} advice", "{n} advice", advice).format(n=advice))
        return format_html(", ".join(["{}"] * len(said)), *said) if said else ""

    # Who may do what

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return may(request, "submit_question")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request, "publish_question")

    def has_retire_permission(self, request: HttpRequest) -> bool:
        return may(request, "retire_question")

    def has_arrange_permission(self, request: HttpRequest) -> bool:
        return may(request, "change_questionset")

    def has_renew_permission(self, request: HttpRequest) -> bool:
        return may(request, "renew_question")

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """What readers may have been asked is retired, not deleted."""
        published = obj is not None and obj.live_version_id is not None
        return not published and super().has_delete_permission(request, obj)

    def in_the_way(self, request: HttpRequest, rows: Sequence[Question]) -> Mapping[Any, Obstacle]:
        return {
            row.pk: Obstacle(
                _("It has been published, so readers may have been asked it, and it stays."),
                _("Retire it: no new round asks it then."),
                reverse("admin:quiz_question_publish", args=[row.pk]),
            )
            for row in rows
            if row.live_version_id is not None
        }

    def _may_check(self, request: HttpRequest, question: Question | None) -> bool:
        """Whether to offer a check: for what readers are asked, it takes an editor."""
        published = question is not None and question.live_version_id is not None
        return not published or may(request, "renew_question")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Question | None = None
    ) -> tuple[str, ...]:
        """What counts at once takes an editor: a live question's fact, and what is on the shelf."""
        publishes = may(request, "publish_question")
        fixed = () if publishes else ("hook",)
        if not obj or not obj.live_version_id:
            return fixed
        return ("ref", *fixed) if publishes else ("ref", "fact", *fixed)

    # The page of one question

    def locked_last(self, request: HttpRequest, object_id: str | None) -> QuerySet[Bank]:
        """A new question gets a ref, and any may get a new fact, which has one too."""
        if object_id is None:
            return Bank.objects.filter(pk=parse_id(request.POST.get("bank", "")) or 0)
        question = Question.objects.filter(pk=parse_id(object_id) or 0)
        return Bank.objects.filter(pk__in=question.values("bank"))

    def kind_of(self, request: HttpRequest, question: Question | None) -> str:
        """The kind of a question; of a new one what was chosen, or else the first.

        Django asks for the form of a new question after any window in which
        something was added to it, and there no kind is chosen.
        """
        if question:
            return question.kind
        chosen = request.GET.get("kind", "")
        return chosen if chosen in SPEC_FORMS else next(iter(SPEC_FORMS))

    @method_decorator(framing)
    def change_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(*args, **kwargs)

    @method_decorator(framing)
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("kind") not in SPEC_FORMS and self.has_add_permission(request):
            context = {
                **self.admin_site.each_context(request),
                "title": _("What kind of question?"),
                "kinds": [(kind, name, SPEC_FORMS[kind].about) for kind, name in kind_choices()],
                "banks": Bank.objects.all(),
                "waiting": drafts.waiting(request, request.path),
                "opts": self.opts,
            }
            return render(request, "admin/quiz/question/kinds.html", context)
        if (
            "_kind" in request.POST
            and not self.get_form(request)(
                request.POST, request.FILES, initial=self.get_changeform_initial_data(request)
            ).has_changed()
        ):  # there is nothing yet to be saved and made another kind
            return redirect("admin:quiz_question_add")
        return super().add_view(request, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Question | None = None, change: bool = False, **kwargs: Any
    ) -> type[QuestionForm]:
        form = question_form(
            self.kind_of(request, obj),
            self._rows(request, obj),
            self._may_check(request, obj),
            adds_sources=may(request, "add_source"),
            adds_topics=may(request, "add_topic"),
        )
        made: Any = super().get_form(request, obj, change, **{**kwargs, "form": form})
        bank = obj.bank if obj else self.bank_of(request)
        if bank:
            for name in ("topic", "fact", *schema.sources()):
                if name in made.base_fields:
                    keep_to_bank(made.base_fields[name], bank.pk, SEARCHED.get(name, ""))
            if "bank" in made.base_fields:  # it was chosen on the page before
                chosen: Any = made.base_fields["bank"]
                chosen.queryset, chosen.widget = Bank.objects.filter(pk=bank.pk), HiddenInput()
                chosen.initial = bank.pk
        return made

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address brings along; Django fails over a row that is named by no number."""
        rows = ("topic", "fact", *schema.sources())
        brought = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in brought.items()
            if name not in rows or parse_id(str(value)) is not None
        }

    def bank_of(self, request: HttpRequest) -> Bank | None:
        """The bank to which a question is being added, once it has been chosen."""
        bank = parse_id(request.GET.get("bank", ""))
        return Bank.objects.filter(pk=bank).first() if bank is not None else None

    def _rows(self, request: HttpRequest, obj: Question | None) -> dict[str, Any]:
        """The answers there are, with room for all that were typed: somebody may have fewer now."""
        answers = SPEC_FORMS[self.kind_of(request, obj)]
        return with_room(answers, obj.spec if obj else {}, request.POST)

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        """The parts of the page, in the order of ``writing.PARTS``."""
        answers = SPEC_FORMS[self.kind_of(request, obj)].layout(self._rows(request, obj))
        check = ("opened_source", "pages", "confirmed", ("checked_on", "review_by"), "copied_on")
        topic = ("topic", *([in_place.TOPIC] if may(request, "add_topic") else []))
        first, since, survey = (
            (name, *(in_place.names(name) if may(request, "add_source") else []))
            for name in schema.sources()
        )
        parts = {
            "question": ("prompt",) if obj else ("bank", "prompt"),
            "look": ("exhibit", "picture", "picture_alt", "picture_decorative"),
            "answers": answers,
            "evidence": (*first, ("passage", "claim"), "since", *since),
            "after": (
                "explanation", "action", ("minutes", "protects"),
                "survey", ("survey_by", "survey_group", "survey_year"), *survey,
            ),
            "filing": (
                topic, "fact", ("dimension", "difficulty", "stance"), ("jurisdiction", "valid"),
                "hook", *(["ref"] if obj else []),
            ),
            "check": check if self._may_check(request, obj) else (),
        }  # fmt: skip
        return [(name, {"fields": fields}) for name, fields in parts.items() if fields]

    def save_model(
        self, request: HttpRequest, obj: Question, form: QuestionForm, change: bool
    ) -> None:
        pressed = [button for button in BUTTONS if button in request.POST]
        if any(not may(request, BUTTONS[button]) for button in pressed):
            raise PermissionDenied
        on = timezone.localdate()
        day = obj.publish_on
        super().save_model(request, obj, form, change)
        for row in form.added:
            log_change(request, row, _("Added on the page of a question."), ADDITION)
            if isinstance(row, Topic):
                row.bank.touch()
        self._confirm(request, obj, form)
        if not change:
            keep_drawn(request, obj)
        if change and "fact" in form.changed_data:
            obj.bank.touch()
        if not change or form.before != obj.fingerprint():
            if obj.wrote(on, request.user) and day:
                said = _("It was to be published on {day}. As it has changed, it no longer is.")
                messages.warning(request, said.format(day=date_format(day)))
        if "_submit" in pressed and not lacking(obj):
            obj.submit(on, request.user)
            log_change(request, obj, _("Submitted for review."))
            messages.success(request, _("Submitted: it now waits for an editor."))
        elif "_retire" in pressed:
            obj.retire(on, request.user)
            log_change(request, obj, _("Retired."))
            messages.success(request, _("Retired: no new round asks it any more."))

    def _confirm(self, request: HttpRequest, question: Question, form: QuestionForm) -> None:
        """Record the check on the page, if it is not the one we know."""
        if check := form.new_check:
            question.confirm(check, by=request.user)

    def _next_page(self, request: HttpRequest, obj: Question) -> HttpResponse | None:
        if "_addanother" in request.POST:
            messages.success(request, _("Saved. Here is the next one, with its topic and source."))
            return redirect(anew(obj, obj.kind, same_fact=False))
        goes_out = "_publish" in request.POST or "_submit" in request.POST
        if goes_out and lacking(obj):
            messages.warning(request, _("Saved. First mend what stands below."))
            return redirect("admin:quiz_question_change", obj.pk)
        if "_kind" in request.POST:
            messages.success(request, _("Saved. Now choose what kind it is to be."))
        for button, page in [
            ("_preview", "preview"), ("_publish", "publish"), ("_submit", "change"),
            ("_retire", "change"), ("_kind", "kind"),
        ]:  # fmt: skip
            if button in request.POST:
                return redirect(f"admin:quiz_question_{page}", obj.pk)
        return None

    def response_add(
        self, request: HttpRequest, obj: Question, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._next_page(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        return self._next_page(request, obj) or super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question = context.get("original")
        context["four_eyes"] = settings.FOUR_EYES
        context["may"] = {
            name: may(request, f"{name}_question") for name in ("submit", "publish", "retire")
        }
        on = timezone.localdate()
        context["page"] = write_page(
            context["adminform"], question, self.kind_of(request, question)
        )
        asked = {"question": question.pk} if question else request.GET.dict()
        context["typed_url"] = f"{reverse('admin:quiz_question_typed')}?{urlencode(asked)}"
        context["bank"] = None if question else self.bank_of(request)
        context["states"] = live_states(self.kind_of(request, question))
        context["tools"] = linked(request, self.question_pages) if question else []
        if question:
            context["edited"] = question.edited
            context["key_change"] = key_change(question)
            context["open_note"] = question.open_note()
            context["steps"] = question.steps.select_related("by")[:6]
            context["returned"] = next(
                (step for step in context["steps"][:1] if step.action == "returned"), None
            )
            if question.publish_on:
                context["approval"] = approval(question)
                context["held"] = held_up(question, on) if question.publish_on <= on else []
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        question = self.get_queryset(request).filter(pk=parse_id(object_id) or 0).first()
        context = {**history(question), SEEN: mark(question.shown())} if question else {}
        context |= self._latest_first(request, question)
        context["restorable"] = self.has_change_permission(request, question)
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def _latest_first(self, request: HttpRequest, question: Question | None) -> dict[str, Any]:
        """Django's log of changes, the latest first, as the steps beside it are."""
        if question is None:
            return {}
        logged = LogEntry.objects.filter(
            object_id=str(question.pk),
            content_type=ContentType.objects.get_for_model(Question),
        )
        pages_of = self.get_paginator(request, logged.select_related("user").order_by("-pk"), 100)
        shown = pages_of.get_page(request.GET.get(PAGE_VAR))
        return {"action_list": shown, "page_range": pages_of.get_elided_page_range(shown.number)}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"tools": linked(request, self.list_pages), **(extra_context or {})}
        return super().changelist_view(request, context)
