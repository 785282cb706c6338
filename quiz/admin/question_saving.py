"""What happens when the page of a question is sent, and the page that comes then."""

from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.article_questions import from_article, keep_drawn, onward, sentence_of, way_back
from quiz.admin.copies import anew
from quiz.admin.extra_pages import AdminWithPages
from quiz.admin.forms.question import QuestionForm
from quiz.admin.requests import log_change, may
from quiz.editorial import review
from quiz.models import Question, Topic

# What a button on the page of a question needs. To publish is a page of its own.
BUTTONS = {"_submit": "submit_question", "_retire": "retire_question"}


def lacking(question: Question) -> bool:
    """Whether anything keeps the working copy from readers, so that nobody need look at it yet."""
    check = question.latest_check()
    found = review.of(question, check.said() if check else None, timezone.localdate())
    return any(finding.blocks for finding in found)


def say_what_is_lost(request: HttpRequest) -> None:
    """Say which picture did not come along, where a refused form was sent once more."""
    if (lost := request.POST.get("picture_lost")) and "picture" not in request.FILES:
        said = _("The picture “{name}” did not come along: choose it again.")
        messages.warning(request, said.format(name=lost))


class QuestionSaving(AdminWithPages):
    """Saving a question, with what the pressed button does besides."""

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
        say_what_is_lost(request)
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
            said = _("Submitted: it now waits for an editor.")
            messages.success(request, format_html("{} {}", said, way_back(request, obj)))
        elif "_retire" in pressed:
            obj.retire(on, request.user)
            log_change(request, obj, _("Retired."))
            messages.success(request, _("Retired: no new round asks it any more."))

    def _confirm(self, request: HttpRequest, question: Question, form: QuestionForm) -> None:
        """Record the check on the page, if it is not the one we know."""
        if check := form.new_check:
            question.confirm(check, by=request.user)

    def _next_page(self, request: HttpRequest, obj: Question) -> HttpResponse | None:
        if "_article" in request.POST and (begun := obj.drawn_from.first()):
            messages.success(request, _("Saved as a draft: “{question}”").format(question=obj))
            return redirect(sentence_of(begun))
        if "_addanother" in request.POST:
            messages.success(request, _("Saved. Here is the next one, with its topic and source."))
            return redirect(anew(obj, obj.kind, same_fact=False))
        goes_out = "_publish" in request.POST or "_submit" in request.POST
        if goes_out and lacking(obj):
            said = (
                _("Not submitted yet") if "_submit" in request.POST else _("Not up for review yet")
            )
            told = _("{refused}: first mend what stands below. What you typed is saved.")
            messages.warning(request, told.format(refused=said))
            return onward(request, "change", obj)
        if "_continue" in request.POST and from_article(request):
            messages.success(request, _("Saved."))
            return onward(request, "change", obj)
        if "_kind" in request.POST:
            messages.success(request, _("Saved. Now choose what kind it is to be."))
        for button, page in [
            ("_preview", "preview"), ("_publish", "publish"), ("_submit", "change"),
            ("_retire", "change"), ("_kind", "kind"),
        ]:  # fmt: skip
            if button in request.POST:
                return onward(request, page, obj)
        return None

    def response_add(
        self, request: HttpRequest, obj: Question, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._next_page(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        return self._next_page(request, obj) or super().response_change(request, obj)
