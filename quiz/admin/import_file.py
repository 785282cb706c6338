"""Files into the desk as drafts: first a dry run that is shown, then what it showed."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import CHANGED
from quiz.admin.requests import EditorRequest, log_change, may, parse_id
from quiz.exchange.encoding import Unreadable
from quiz.exchange.entry import CREATE
from quiz.exchange.formats import FORMATS, by_name
from quiz.exchange.opening import keep, new_bank, opened, refuse_large
from quiz.exchange.packing import packed, unpacked
from quiz.exchange.plan import Plan, apply, plan
from quiz.exchange.records import Reading
from quiz.models import Bank, Topic, lock

HOUR = 3600  # seconds for which a file that was looked at may still be imported


class TopicChoice(forms.ModelChoiceField):
    def label_from_instance(self, topic: Any) -> str:
        return f"{topic.bank.title}: {topic.title}"


class UploadForm(forms.Form):
    """Which file, what it is, and where it goes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "YAML, CSV, Excel (.xlsx), GIFT, Moodle XML or QTI, up to 5 MB; with pictures up to 20."
        ),
        error_messages={"empty": _("This file is empty.")},
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[
            ("", _("as its name says")),
            *((known.name, known.label) for known in FORMATS.values()),
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
        """Puts the format that holds under ``format``, and the bytes of the file under ``data``."""
        cleaned = super().clean() or self.cleaned_data
        file, bank, topic = (cleaned.get(name) for name in ("file", "bank", "topic"))
        if topic and bank and topic.bank_id != bank.pk:
            self.add_error("topic", _("This topic belongs to another bank."))
        if not file:
            return cleaned
        cleaned["data"] = file.read()
        format_ = FORMATS.get(cleaned.get("format", "")) or by_name(file.name, cleaned["data"])
        if format_ is None:
            self.add_error("format", _("Its name does not say what this is. Choose the format."))
        else:
            cleaned["format"] = format_
        return cleaned


@dataclass(frozen=True)
class Upload:
    """What was read of a file, and where it goes; it travels in the page of the dry run."""

    reading: Reading
    format: str
    bank: Bank | None
    topic: Topic | None

    def plan(self, *, confirmed: bool = False) -> Plan | None:
        """What the file would do; None where neither it nor anybody says to which bank.

        Once it is ``confirmed``, the questions of the bank are locked before they are read.
        """
        reading, bank = self.reading, self.bank
        if bank is None:
            if reading.bank is None and not reading.faults:
                return None
            wording = reading.bank or {"ref": ""}
            bank = Bank.objects.filter(ref=wording["ref"]).first() or new_bank(wording)
        if confirmed and bank.pk:
            lock(bank.questions.all())
        return plan(reading, bank, self.topic)

    def pack(self, request: EditorRequest, seen: str) -> str:
        """The upload and the mark of its plan, signed for the user of ``request``."""
        ids = [row.pk if row else None for row in (self.bank, self.topic)]
        return _signer(request).sign_object([self.format, *ids, seen, packed(self.reading)])

    @classmethod
    def unpack(cls, request: EditorRequest) -> "tuple[Upload, str] | None":
        """The upload in ``request`` and the mark of the plan that was shown.

        None where its bank or its topic is gone. Raises BadSignature for what this user has
        not been shown within the hour, or by another release.
        """
        signed = _signer(request).unsign_object(request.POST["packed"], max_age=HOUR)
        try:
            name, bank_id, topic_id, seen, said = signed
            reading = unpacked(said)
        except (ValueError, TypeError, KeyError) as other:
            raise signing.BadSignature from other
        bank = Bank.objects.filter(pk=bank_id).first()
        topic = Topic.objects.filter(pk=topic_id).first()
        if (bank_id and not bank) or (topic_id and not topic):
            return None
        return cls(reading, name, bank, topic), seen


def _signer(request: EditorRequest) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"quiz.import.{request.user.pk}")


def import_file(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """First the dry run of a file, then all of it or nothing, or all but what is faulty.

    No text is kept between the two: what was read travels in the page of the dry run,
    packed and signed for this user, and is good for an hour. Pictures are kept at once,
    as from a question's page, and are swept out if nothing comes to use them.
    """
    if not may(request, "change_question"):
        raise PermissionDenied
    if "packed" in request.POST:
        return _import(request, context)
    form = UploadForm(
        request.POST or None, request.FILES or None, initial={"bank": request.GET.get("bank")}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            refuse_large(given["file"].size, given["format"])  # of more, not all is there
            reading = opened(given["data"], given["format"])
            upload = Upload(reading, given["format"].name, given["bank"], given["topic"])
            planned = upload.plan()
            if planned is not None:
                keep(reading, timezone.localdate())
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            if planned is not None:
                return _dry_run(request, context, upload, planned)
            form.add_error("bank", _("Say into which bank."))
    context["form"] = form
    status = 422 if form.errors else 200
    return render(request, "admin/quiz/question/import.html", context, status=status)


def _dry_run(
    request: EditorRequest, context: dict[str, Any], upload: Upload, planned: Plan
) -> HttpResponse:
    seen = planned.mark
    planned.refuse_what_is_not_allowed(lambda permission: may(request, permission))
    lacking = upload.topic is not None or any(entry.lacks_topic for entry in planned.errors)
    topics = planned.bank.topics.all() if lacking and planned.bank.pk else ()
    context |= {
        "planned": planned,
        "counts": planned.counted(),
        "possible": bool(planned.changes),
        "importable": planned.changes and not planned.refused,
        "topics": topics,
        "topic": upload.topic,
    }
    if context["importable"] or planned.faulty or topics:
        context["packed"] = upload.pack(request, seen)
    return render(request, "admin/quiz/question/import.html", context)


def _import(request: EditorRequest, context: dict[str, Any]) -> HttpResponse:
    """Do what the dry run showed, if it would still be the same."""
    again = redirect("admin:quiz_question_import")
    try:
        found = Upload.unpack(request)
    except signing.BadSignature:
        said = _("That dry run is over an hour old. Please choose the file again.")
        messages.error(request, said)
        return again
    if found is None:
        messages.error(request, _("The bank or the topic is gone. Please choose again."))
        return again
    upload, seen = found
    if "choose" in request.POST:
        return _with_topic(request, context, upload) or again
    try:
        with transaction.atomic():
            planned = upload.plan(confirmed=True)
            if planned is None or planned.mark != seen:
                messages.error(request, CHANGED)
                return again if planned is None else _dry_run(request, context, upload, planned)
            planned.refuse_what_is_not_allowed(lambda permission: may(request, permission))
            if "leave_out" in request.POST:
                planned.leave_out_faulty()
            if planned.refused:
                raise PermissionDenied
            apply(planned, timezone.localdate(), request.user)
            _log(request, planned, upload.format)
    except IntegrityError:
        messages.error(request, _("Somebody else changed the bank just then: nothing was done."))
        return again
    counts = planned.counted()
    said = _("Imported as drafts: {created} new, {changed} changed.")
    messages.success(request, said.format(created=counts["create"], changed=counts["update"]))
    listed = f"{reverse('admin:quiz_question_changelist')}?bank__id__exact={planned.bank.pk}"
    if not planned.left:
        return redirect(listed)
    context |= {"planned": planned, "left": sum(entry.faulty for entry in planned.left)}
    return render(request, "admin/quiz/question/import.html", context | {"listed": listed})


def _with_topic(
    request: EditorRequest, context: dict[str, Any], upload: Upload
) -> HttpResponse | None:
    """The dry run once more, with a topic for the questions that name none."""
    topic = Topic.objects.filter(pk=parse_id(request.POST.get("topic", "")) or 0).first()
    upload = replace(upload, topic=topic)
    planned = upload.plan()
    if planned is None or (topic and topic.bank_id != planned.bank.pk):
        messages.error(request, _("The bank or the topic is gone. Please choose again."))
        return None
    return _dry_run(request, context, upload, planned)


def _log(request: EditorRequest, planned: Plan, format_name: str) -> None:
    """Keep in Django's log what came from a file; neither its name nor its words."""
    for entry in planned.changes:
        flag = ADDITION if entry.outcome == CREATE else CHANGE
        log_change(request, entry.question, f"Imported from a file ({format_name}).", flag)
