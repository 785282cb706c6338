"""Questions out of the desk as a file, and files into it as drafts."""

import base64
import zlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.base import may, number
from quiz.admin.seen import CHANGED
from quiz.exchange.encoding import SIZE_LIMIT, Unreadable
from quiz.exchange.export import export, ready, record_of, report
from quiz.exchange.formats import FORMATS, Format, by_name
from quiz.exchange.opening import new_bank, opened
from quiz.exchange.plan import CREATE, Plan, apply, plan
from quiz.models import Bank, Topic, lock

HOUR = 3600  # seconds for which a file that was looked at may still be imported

# Out


def export_bank(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """A bank as a file: each format with what it cannot carry; ``format`` downloads it."""
    context["banks"] = Bank.objects.all()
    bank = context["banks"].filter(pk=number(request.GET.get("bank", "")) or 0).first()
    if bank is None:
        return render(request, "admin/quiz/question/export.html", context)
    questions = list(ready(bank.questions.all()))
    format_ = FORMATS.get(request.GET.get("format", ""))
    if format_:
        return download(questions, bank, format_)
    context |= {"bank": bank, "count": len(questions), "offers": offers(questions)}
    return render(request, "admin/quiz/question/export.html", context)


def offers(questions: list[Any]) -> list[tuple[Format, list[str]]]:
    """Each format with a line for whatever it cannot carry of these questions."""
    records = [record_of(question) for question in questions]
    return [(format_, report(records, format_)) for format_ in FORMATS.values()]


def download(questions: list[Any], bank: Bank, format_: Format) -> HttpResponse:
    text, _report = export(questions, bank, format_)
    response = HttpResponse(text, content_type=f"{format_.media}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{bank.ref}{format_.ending}"'
    return response


@admin.action(description=_("Export…"), permissions=["view"])
def export_chosen(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    questions = list(ready(queryset))
    if not questions:  # somebody has deleted them since the list was shown
        return None
    if len({question.bank_id for question in questions}) > 1:
        messages.error(request, _("A file holds questions of one bank: choose from one."))
        return None
    format_ = FORMATS.get(request.POST.get("format", ""))
    if format_:
        return download(questions, questions[0].bank, format_)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("Export"),
        "bank": questions[0].bank,
        "count": len(questions),
        "offers": offers(questions),
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/quiz/question/export.html", context)


# In


class TopicChoice(forms.ModelChoiceField):
    def label_from_instance(self, topic: Any) -> str:
        return f"{topic.bank.title}: {topic.title}"


class Upload(forms.Form):
    """Which file, what it is, and where it goes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("YAML, CSV, GIFT or Moodle XML, up to 5 MB."),
        error_messages={"empty": _("This file is empty.")},
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[
            ("", _("as its name says")),
            *((each.name, each.label) for each in FORMATS.values()),
        ],
    )
    bank = forms.ModelChoiceField(
        Bank.objects.all(),
        label=_("Bank"),
        required=False,
        empty_label=_("the one that the file names (YAML only)"),
    )
    topic = TopicChoice(
        Topic.objects.select_related("bank"),
        label=_("Topic"),
        required=False,
        empty_label=_("as the file says"),
        help_text=_("For questions that name none."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, bank, topic = (cleaned.get(name) for name in ("file", "bank", "topic"))
        if topic and bank and topic.bank_id != bank.pk:
            self.add_error("topic", _("This topic belongs to another bank."))
        if not file:
            return cleaned
        chosen = FORMATS.get(cleaned.get("format", "")) or by_name(file.name, file.read())
        file.seek(0)
        if chosen is None:
            self.add_error("format", _("Its name does not say what this is. Choose the format."))
        elif file.size > SIZE_LIMIT:
            said = _("The file is larger than {n} MB. Split it, or leave pictures out.")
            self.add_error("file", said.format(n=SIZE_LIMIT // 1_000_000))
        else:
            cleaned["chosen"] = chosen
        return cleaned


def import_file(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """First the dry run of a file, then all of it or nothing.

    Nothing is kept between the two: the file travels in the page of the dry run,
    packed and signed for this user, and is good for an hour.
    """
    if not may(request, "change_question"):
        raise PermissionDenied
    if "packed" in request.POST:
        return _confirmed(request, context)
    form = Upload(
        request.POST or None, request.FILES or None, initial={"bank": request.GET.get("bank")}
    )
    context["form"] = form
    if request.method != "POST" or not form.is_valid():
        return _shown(request, context)
    given = form.cleaned_data
    data, chosen = given["file"].read(), given["chosen"]
    try:
        planned = planned_for(data, chosen, given["bank"], given["topic"])
    except Unreadable as reason:
        form.add_error("file", str(reason))
        return _shown(request, context)
    if planned is None:
        form.add_error("bank", _("Say into which bank."))
        return _shown(request, context)
    return _dry_run(request, context, planned, [chosen.name, given["bank"], given["topic"]], data)


def planned_for(
    data: bytes, format_: Format, bank: Bank | None, topic: Topic | None, confirmed: bool = False
) -> Plan | None:
    """What the file would do; None where neither it nor anybody says to which bank.

    Once it is ``confirmed``, the questions of the bank are locked before they are read.
    """
    reading = opened(data, format_)
    if bank is None:
        if reading.bank is None and not reading.faults:
            return None
        wording = reading.bank or {"ref": ""}
        bank = Bank.objects.filter(ref=wording["ref"]).first() or new_bank(wording)
    if confirmed and bank.pk:
        lock(bank.questions.all())
    return plan(reading, bank, topic)


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "admin/quiz/question/import.html", context, status=status)


def _dry_run(
    request: HttpRequest, context: dict[str, Any], planned: Plan, options: list[Any], data: bytes
) -> HttpResponse:
    planned.refuse_what_is_not_allowed(lambda permission: may(request, permission))
    counts = planned.counted()
    context |= {"planned": planned, "counts": counts, "possible": bool(planned.changes)}
    if planned.changes and not planned.refused:
        kept = [options[0], *(row.pk if row else None for row in options[1:]), planned.mark]
        packed = base64.b64encode(zlib.compress(data)).decode()
        context["packed"] = _signer(request).sign_object([*kept, packed])
    return render(request, "admin/quiz/question/import.html", context)


def _signer(request: HttpRequest) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"quiz.import.{request.user.pk}")


def _confirmed(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    again = redirect("admin:quiz_question_import")
    try:
        name, bank_id, topic_id, seen, packed = _signer(request).unsign_object(
            request.POST["packed"], max_age=HOUR
        )
    except signing.BadSignature:
        messages.error(
            request, _("That dry run is over an hour old. Please choose the file again.")
        )
        return again
    data = zlib.decompress(base64.b64decode(packed))
    bank = Bank.objects.filter(pk=bank_id).first()
    topic = Topic.objects.filter(pk=topic_id).first()
    if (bank_id and not bank) or (topic_id and not topic):
        messages.error(request, _("The bank or the topic is gone. Please choose again."))
        return again
    try:
        with transaction.atomic():
            planned = planned_for(data, FORMATS[name], bank, topic, confirmed=True)
            if planned is None or planned.mark != seen:
                messages.error(request, CHANGED)
                if planned is None:
                    return again
                return _dry_run(request, context, planned, [name, bank, topic], data)
            planned.refuse_what_is_not_allowed(lambda permission: may(request, permission))
            if planned.refused:
                raise PermissionDenied
            apply(planned, timezone.localdate(), request.user)
            _noted(request, planned, FORMATS[name])
    except IntegrityError:
        messages.error(request, _("Somebody else changed the bank just then: nothing was done."))
        return again
    said = _("Imported as drafts: {created} new, {changed} changed.")
    counts = planned.counted()
    messages.success(request, said.format(created=counts["create"], changed=counts["update"]))
    return redirect(
        f"{reverse('admin:quiz_question_changelist')}?bank__id__exact={planned.bank.pk}"
    )


def _noted(request: HttpRequest, planned: Plan, format_: Format) -> None:
    """Keep in Django's log what came from a file; neither its name nor its words."""
    user: Any = request.user
    for entry in planned.changes:
        flag = ADDITION if entry.outcome == CREATE else CHANGE
        LogEntry.objects.log_actions(
            user.pk,
            [entry.question],
            flag,
            change_message=f"Imported from a file ({format_.name}).",
            single_object=True,
        )
