"""The page on which one question is written: its form, in the order of its parts."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from quiz.admin import drafts, pages
from quiz.admin.article_questions import drawn_at, first_said, from_article, wrong_in
from quiz.admin.copies import anew
from quiz.admin.edit_conflicts import SEEN
from quiz.admin.extra_pages import linked
from quiz.admin.forms import in_place
from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.forms.bank_choices import keep_to_bank
from quiz.admin.forms.question import QuestionForm, question_form
from quiz.admin.forms.spec import with_room
from quiz.admin.question_saving import QuestionSaving, say_what_is_lost
from quiz.admin.requests import bank_of_last, may, parse_id
from quiz.admin.typed import framing
from quiz.admin.writing import write_page
from quiz.content import schema
from quiz.editorial.changed_key import key_change
from quiz.editorial.freshness import with_check
from quiz.editorial.history import history
from quiz.editorial.preview import live_states
from quiz.editorial.schedule import approval, held_up
from quiz.models import Bank, Question, kind_choices, mark

# What stands in an empty box in which something of the bank is searched for.
SEARCHED = {
    "fact": _("A word of it"),
    **dict.fromkeys(schema.sources(), _("Address, or a word of its title")),
}
# What its list offers besides, for what was typed; the fields for it are on the page.
ADDS = {
    "fact": _("Add “{text}” as something new to learn"),
    **dict.fromkeys(schema.sources(), _("Add “{text}” as a new source")),
}


class QuestionPage(QuestionSaving):
    """The page of one question, and its history."""

    autocomplete_fields = ("fact", *schema.sources())
    question_pages = pages.QUESTION_PAGES

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

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Question | None:
        """The question with what its page shows of others, without what only the list tells."""
        beside = Question.objects.select_related("bank", "topic", "source", "live_version")
        return with_check(beside).filter(pk=parse_id(object_id) or 0).first()

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
                "chosen": self.bank_of(request),
                "bank": self.bank_of(request) or bank_of_last(request),
                "brought": self._brought(request),
                "waiting": drafts.waiting(request, request.path),
                "drawn": drawn_at(request, parse_id(request.GET.get("bank", ""))),
                "opts": self.opts,
            }
            return render(request, "admin/quiz/question/kinds.html", context)
        if "_kind" in request.POST and self._says_nothing_yet(request):
            asked = request.GET.copy()
            del asked["kind"]
            return redirect(f"{request.path}?{asked.urlencode()}")
        return super().add_view(request, *args, **kwargs)

    def _says_nothing_yet(self, request: HttpRequest) -> bool:
        """Whether a new question has but what its address brought, so that nothing is to be saved.

        A number came as text, and is compared as that.
        """
        brought = self.get_changeform_initial_data(request)
        form = self.get_form(request)(request.POST, request.FILES, initial=brought)
        return all(
            name in brought and form[name].value() == str(brought[name])
            for name in form.changed_data
        )

    def get_form(
        self, request: HttpRequest, obj: Question | None = None, change: bool = False, **kwargs: Any
    ) -> type[QuestionForm]:
        form = question_form(
            self.kind_of(request, obj),
            self._rows(request, obj),
            self._may_check(request, obj),
            adds_sources=may(request, "add_source"),
            adds_topics=may(request, "add_topic"),
            adds_facts=self._adds_facts(request, obj),
        )
        made: Any = super().get_form(request, obj, change, **{**kwargs, "form": form})
        bank = obj.bank if obj else self.bank_of(request)
        if bank:
            for name in ("topic", "fact", *schema.sources()):
                if name in made.base_fields:
                    new = in_place.first_of(name) in made.base_fields
                    said = SEARCHED.get(name, ""), ADDS.get(name, "") if new else ""
                    keep_to_bank(made.base_fields[name], bank.pk, *said)
            if "bank" in made.base_fields:  # it was chosen on the page before
                chosen: Any = made.base_fields["bank"]
                chosen.queryset, chosen.widget = Bank.objects.filter(pk=bank.pk), HiddenInput()
                chosen.initial = bank.pk
        return made

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address brings along, and what the sentences say that it names."""
        brought, kind = self._brought(request), self.kind_of(request, None)
        begun = drawn_at(request, parse_id(request.GET.get("bank", "")))
        if begun is None:
            return brought
        said = first_said(begun, kind)
        return {**SPEC_FORMS[kind].initial(said.pop("spec", {})), **said, **brought}

    def _brought(self, request: HttpRequest) -> dict[str, Any]:
        """The address's own; Django fails over a row that is named by no number."""
        rows = ("topic", "fact", *schema.sources())
        brought = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in brought.items()
            if name not in rows or parse_id(str(value)) is not None
        }

    def _adds_facts(self, request: HttpRequest, obj: Question | None) -> bool:
        return may(request, "add_fact") and "fact" not in self.get_readonly_fields(request, obj)

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
        fact = ("fact", *([in_place.FACT] if self._adds_facts(request, obj) else []))
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
                topic, fact, ("dimension", "difficulty", "stance"), ("jurisdiction", "valid"),
                "hook", *(["ref"] if obj else []),
            ),
            "check": check if self._may_check(request, obj) else (),
        }  # fmt: skip
        return [(name, {"fields": fields}) for name, fields in parts.items() if fields]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question = context.get("original")
        say_what_is_lost(request)
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
        bank = context["bank"] = None if question else self.bank_of(request)
        of_bank = question.bank if question else bank
        context["offered"] = in_place.offered(of_bank) if of_bank else {}
        context["states"] = live_states(self.kind_of(request, question))
        tools = linked(request, self.question_pages, question) if question else []
        # Two of them have a button of their own in the strip, which saves what is typed.
        doubled = ("preview", "publish") if context["may"]["publish"] else ("preview",)
        context["tools"] = [tool for tool in tools if tool.name not in doubled]
        context["something_new"] = True
        if not question and (begun := drawn_at(request, bank.pk if bank else None)):
            context["drawn"] = [begun]
            context |= {"begun": True, "back": True, "wrong": wrong_in(begun)}
        if question:
            context["edited"] = question.edited
            if question.state == Question.State.LIVE and not question.edited:
                context["something_new"] = bool(context["page"].refusals)
                context["another_url"] = anew(question, same_fact=False)
            context["key_change"] = key_change(question)
            context["open_note"] = question.open_note()
            context["drawn"] = question.drawn_from.select_related("article")
            live = question.state == Question.State.LIVE
            context["back"] = from_article(request) and not live and context["drawn"]
            steps = context["steps"] = list(question.steps.select_related("by")[:6])
            context["returned"] = steps[0] if steps and steps[0].action == "returned" else None
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
