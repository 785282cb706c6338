"""The page on which two edits of one row are put together, field by field, in three ways.

A form sends ``began`` along: what it would have sent had nothing been typed. From that, from
what is there now and from what was typed it is known who changed what. What only one of the two
changed is taken over, what both changed is chosen; the page sends everything, and a save
compares again, so that a third person's edit is shown as well.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from quiz.admin.clash_fields import CHOOSING, Part, together
from quiz.admin.edit_conflicts import SEEN, SeenForm
from quiz.admin.form_data import Inputs, fields_of, said, typed, untouched

BEGAN = "began"  # the names of the hidden fields
BEGAN_BEFORE = "began_before"
OURS = re.compile(rf"(choose|text)-.*|{BEGAN_BEFORE}|{CHOOSING}")
BUTTON = re.compile(r"_(?!draft$|save$)[a-z]{1,20}")
PASSED_ON = ("_popup", "_to_field", "_before")  # of the names with which buttons begin

signer = signing.Signer(salt="quiz.clash")  # without a time, which would tell when somebody typed


@dataclass(frozen=True)
class Edit:
    """What somebody did to the row meanwhile."""

    who: str
    on: datetime.date
    what: str


@dataclass(frozen=True)
class ClashPage:
    parts: list[Part]
    edits: list[Edit]
    hidden: list[tuple[str, str]]

    @property
    def open(self) -> list[Part]:
        return [part for part in self.parts if part.by == "both"]

    @property
    def to_choose(self) -> list[Part]:
        return [part for part in self.open if not part.fits]

    @property
    def settled(self) -> list[Part]:
        return [part for part in self.parts if part.by != "both"]

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if part.missing]

    @property
    def them(self) -> str:
        """Who changed it, as the head of their column."""
        names = dict.fromkeys(edit.who for edit in self.edits)
        return ", ".join(names) or _("Somebody else")


def began_with(form: SeenForm) -> str:
    """What the page of ``form`` sends along, to know later what was changed on it."""
    if not form.instance.pk:
        return ""
    last = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return signer.sign_object([_name(form), last or 0, untouched(form)], compress=True)


def _began(form: SeenForm) -> tuple[int | None, dict[str, Inputs] | None]:
    """The last entry of the log and the fields that a page began with; None if it is not said."""
    try:
        name, last, fields = signer.unsign_object(form.data.get(BEGAN, ""))
    except (signing.BadSignature, ValueError, TypeError):
        return None, None
    return (last, fields) if name == _name(form) else (None, None)


def _name(form: SeenForm) -> str:
    return f"{form._meta.model._meta.label_lower} {form.instance.pk}"


def clash_page(form: SeenForm, user: Any) -> ClashPage:
    """What the page shows of a form that was sent and of the row as it is now."""
    data: Any = form.data
    last, base = _began(form)
    now, mine = untouched(form), typed(form)
    parts, choices = [], {}
    for fields in together(form, now, mine, base or {}):
        if part := fields.part(base is not None):
            parts.append(part)
            choices[part.name] = fields.choice()
    told = signer.sign_object([_name(form), choices], compress=True)
    hidden = [
        *_flat(mine),
        *_others(data, {name for inputs in (now, mine) for each in inputs.values()
                             for name in each}),
        (BEGAN, began_with(form)), (BEGAN_BEFORE, data.get(BEGAN, "")), (CHOOSING, told),
    ]  # fmt: skip
    return ClashPage(parts, list(_edits(form.instance, last, user)), hidden)


def _flat(fields: dict[str, Inputs]) -> Iterator[tuple[str, str]]:
    for inputs in fields.values():
        for name, texts in inputs.items():
            yield from ((name, text) for text in texts)


def _others(data: QueryDict, known: set[str]) -> Iterator[tuple[str, str]]:
    """What a page had sent beside its fields, but for buttons."""
    for name in data:
        button = name.startswith("_") and name not in PASSED_ON
        ours = name in (SEEN, BEGAN, "csrfmiddlewaretoken") or OURS.fullmatch(name)
        if not (name in known or button or ours or "password" in name):
            yield from ((name, text) for text in data.getlist(name))


def pressed_in(data: QueryDict) -> str:
    """The button with which a page was sent, so that the page of choices goes on with it."""
    found = (name for name in data if BUTTON.fullmatch(name) and name not in PASSED_ON)
    return next(found, "_continue")


def _edits(row: Any, last: int | None, user: Any) -> Iterator[Edit]:
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
    ).select_related("user")
    after = entries.filter(pk__gt=last) if last is not None else entries.none()
    for entry in after.order_by("pk")[:20]:
        who = _("You, in another window") if entry.user == user else entry.user.get_username()
        yield Edit(who, timezone.localdate(entry.action_time), entry.get_change_message())


# What was deleted meanwhile


def deletion_of(model: type[Model], object_id: str) -> LogEntry | None:
    """The entry of the log that says who deleted a row."""
    kind = ContentType.objects.get_for_model(model)
    found = LogEntry.objects.filter(
        content_type=kind, object_id=object_id, action_flag=DELETION
    ).select_related("user")
    return found.order_by("-pk").first()


def texts_of(form: SeenForm, data: QueryDict) -> list[tuple[str, str]]:
    """What was typed into a form of something that is gone, with what each field is called."""
    fields, texts = fields_of(form), []
    for name in data:
        if name.startswith("_") or name in (SEEN, BEGAN, "csrfmiddlewaretoken"):
            continue
        field, inputs = fields.get(name), {name: data.getlist(name)}
        text = said(field, inputs) if field else "\n".join(inputs[name]).strip()
        if text and "password" not in name and not OURS.fullmatch(name):
            texts.append((str(field.label if field else name.replace("_", " ")), text))
    return texts


# What was chosen


def resolved(data: Any, partly: bool = False) -> QueryDict:
    """What the page sends as the row's own form would send it.

    Where something is not chosen yet, what was sent comes back, and the form with it; or
    ``partly``, for what is kept of it, with what was chosen so far.
    """
    found = data.copy()
    try:
        _form, choices = signer.unsign_object(data.get(CHOOSING, ""))
    except (signing.BadSignature, ValueError, TypeError):
        choices = {}
        found[SEEN] = ""
    if not all(data.get(f"choose-{name}") for name in choices):
        found[SEEN], found[BEGAN] = "", data.get(BEGAN_BEFORE, "")
        if not partly:
            return found
    for name, choice in choices.items():
        chosen = data.get(f"choose-{name}")
        if chosen == "text":
            found[name] = data.get(f"text-{name}", "")
        elif chosen in ("theirs", "both") and choice[chosen] is not None:
            for each in choice["drop"]:
                found.pop(each, None)
            for each, texts in choice[chosen].items():
                if texts:
                    found.setlist(each, texts)
    for name in list(found):
        if OURS.fullmatch(name):
            del found[name]
    return found
