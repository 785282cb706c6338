"""What readers report: a queue, and each report beside the question it is about."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import BaseAdmin, only_ticked
from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.requests import may
from quiz.content.markdown import is_web_address, plain_line
from quiz.content.wording import solution
from quiz.models import Report, lock
from quiz.privacy.retention import visible_reports

OTHERS = 10  # reports of the same question that the page of one names


class ReportForm(SeenForm):
    """Only what became of a report can be changed, not what a reader wrote."""

    class Meta:
        model = Report
        fields = ("state",)
        widgets = {"state": forms.RadioSelect}
        help_texts: ClassVar = {
            "state": _(
                "Accepted: the reader reads beside the question that an editor has looked and "
                "accepted it. Dismissed: that an editor found the question right as it is. Neither "
                "changes the question or anybody’s marks: mend it, and correct it in public where "
                "the answer was wrong."
            )
        }


@admin.register(Report)
class ReportAdmin(BaseAdmin[Report]):
    """Neither the round nor its key is shown: an editor needs neither."""

    form = ReportForm
    list_display = ("prompt", "reason", "beginning", "reported_on", "state")
    list_filter = ("state", "reason", "turn__version__question__bank")
    linked_lookups = ("turn__version__question__id__exact",)
    list_select_related = ("turn__version__question",)
    search_fields = ("text", "turn__version__question__prompt", "turn__version__question__ref")
    actions = ("accept", "dismiss")
    fields = (
        "question", "asked", "source", "reason", "words", "reported_on", "others", "next_steps",
        "state", "handled_on", "handled_by",
    )  # fmt: skip
    readonly_fields = (
        "question", "asked", "source", "reason", "words", "reported_on", "others", "next_steps",
        "handled_on", "handled_by",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Readers write reports, on the question's own page."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Those of rounds that are kept: what has expired is shown to nobody."""
        reports = super().get_queryset(request).select_related("turn__version__question")
        return visible_reports(timezone.localdate(), reports)

    @admin.display(description=_("question"))
    def prompt(self, report: Report) -> str:
        return Truncator(plain_line(report.turn.version.question.prompt)).chars(80)

    @admin.display(description=_("in the reader’s words"))
    def beginning(self, report: Report) -> str:
        return Truncator(report.text).chars(160)

    @admin.display(description=_("question"))
    def question(self, report: Report) -> SafeString:
        question = report.turn.version.question
        url = reverse("admin:quiz_question_change", args=[question.pk])
        return format_html('<a href="{}">{}</a>', url, question)

    @admin.display(description=_("what this reader was asked"))
    def asked(self, report: Report) -> SafeString:
        """The wording of the version, which may not be today's."""
        version = report.turn.version
        live = version.pk == version.question.live_version_id
        which = (
            _("the version readers are asked today")
            if live
            else _("version %(n)s; readers are asked another one today") % {"n": version.number}
        )
        lines = [
            f"{version.words} ({which})",
            _("Right answer: %(key)s") % {"key": solution(version.task.solution())},
            plain_line(version.content.get("explanation")),
            plain_line(version.content.get("evidence", {}).get("passage")),
        ]
        return format_html_join("", "<p>{}</p>", [[line] for line in lines if line])

    @admin.display(description=_("source"))
    def source(self, report: Report) -> SafeString | str:
        """Of what this reader was asked; it opens beside the report."""
        source = report.turn.version.content.get("evidence", {}).get("source") or {}
        named = ", ".join(filter(None, (source.get("publisher"), source.get("title"))))
        if not is_web_address(source.get("url")):
            return named or "–"
        link = '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a> {}'
        return format_html(link, source["url"], named, _("(opens in a new tab)"))

    @admin.display(description=_("other reports of this question"))
    def others(self, report: Report) -> SafeString | str:
        question = report.turn.version.question_id
        rows = Report.objects.filter(turn__version__question=question).exclude(pk=report.pk)
        found = visible_reports(timezone.localdate(), rows).order_by("-pk")[: OTHERS + 1]
        links = [
            (
                reverse("admin:quiz_report_change", args=[each.pk]),
                each.get_reason_display(),
                date_format(each.reported_on),
                each.get_state_display(),
                Truncator(each.text).chars(80),
            )
            for each in found[:OTHERS]
        ]
        listed = format_html_join("", '<p><a href="{}">{}</a>, {}, {}. {}</p>', links)
        if len(found) > OTHERS:
            every = reverse("admin:quiz_report_changelist")
            every = f"{every}?turn__version__question__id__exact={question}"
            listed += format_html('<p><a href="{}">{}</a></p>', every, _("All of them"))
        return listed or str(_("No other."))

    @admin.display(description=_("where to go on"))
    def next_steps(self, report: Report) -> SafeString:
        question = report.turn.version.question
        steps = [
            (reverse("admin:quiz_question_change", args=[question.pk]), _("Mend the question")),
            (
                reverse("admin:quiz_question_correct", args=[question.pk]),
                _("Correct in public, once it is mended and saved"),
            ),
            (
                f"{reverse('admin:quiz_question_due')}?question={question.pk}",
                _("Compare it with its source"),
            ),
        ]
        return format_html_join("", '<p><a href="{}">{}</a></p>', steps)

    def get_fields(self, request: HttpRequest, obj: Report | None = None) -> Any:
        """Where to go on stands there for who may; who handled it, and when, once it is."""
        told = ("handled_on", "handled_by")
        hidden = {name for name in told if not getattr(obj, name, None)}
        if not may(request, "correct_question"):
            hidden.add("next_steps")
        return [name for name in self.fields if name not in hidden]

    @admin.display(description=_("in the reader’s words"))
    def words(self, report: Report) -> str:
        return report.text or "–"

    def log_change(self, request: HttpRequest, obj: Report, message: Any) -> Any:
        """Log nothing: what became of a report stands on it, and goes when it is erased."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[LogEntry]:
        """Log that reports were deleted, and not which."""
        entry: dict[str, Any] = {
            "user_id": request.user.pk,
            "action_flag": DELETION,
            "content_type": ContentType.objects.get_for_model(Report),
            "object_repr": str(self.opts.verbose_name),
        }
        return [LogEntry.objects.create(**entry) for _report in queryset]

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        if "state" in form.changed_data:  # else whoever decided it still has
            obj.handle(obj.state, timezone.localdate(), by=request.user)

    @admin.action(description=_("Accept"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._handle(request, queryset, Report.State.ACCEPTED)

    @admin.action(description=_("Dismiss"), permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._handle(request, queryset, Report.State.DISMISSED)

    def _handle(self, request: HttpRequest, queryset: QuerySet[Report], state: str) -> None:
        """Handle those that are still open; what somebody has decided stays."""
        reports = only_ticked(request, queryset)
        ticked = list(reports)
        with transaction.atomic():
            lock(Report.objects.filter(pk__in=[report.pk for report in ticked]))
            opened = list(reports.filter(state=Report.State.OPEN))
            for report in opened:
                report.handle(state, timezone.localdate(), by=request.user)
        n, decided = len(opened), len(ticked) - len(opened)
        said = ngettext("%(n)s report handled.", "%(n)s reports handled.", n)
        self.message_user(request, said % {"n": n})
        if decided:
            said = ngettext(
                "%(n)s had been decided before, and stays so.",
                "%(n)s had been decided before, and stay so.",
                decided,
            )
            self.message_user(request, said % {"n": decided}, messages.WARNING)
