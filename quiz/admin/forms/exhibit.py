"""How an editor makes what is looked at before a question: plain fields, and a drawing of it."""

from collections.abc import Mapping
from typing import Any

import pydantic
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from quiz.admin.forms.exhibit_typed import TABLES, Typed
from quiz.content import exhibit_words, exhibits
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.faults import sentences

EMPTY_ROWS = {"rows": 4, "tell": 3}  # that are offered at least


def faulty(typed: Typed) -> list[tuple[str, Any, Any]]:
    """What is to be mended: the place, what it is called, and a sentence."""
    return [
        (place, exhibit_words.PARTS[place.partition("-")[0]], sentence)
        for place, told in typed.faults.items()
        for sentence in told
    ]


class ExhibitInput(forms.Widget):
    """The fields of an exhibit, and a drawing of it, which is drawn anew while one types."""

    class Media:
        css = {"all": ["quiz/desk_exhibit.css"]}
        js = (forms.Script("quiz/desk_exhibit.js", defer=True),)

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}-type" if id_ else ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed | None:
        return None if self.value_omitted_from_data(data, files, name) else Typed.read(data, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-was" not in data

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What its page sends for an exhibit, by the names of the inputs."""
        typed = value if isinstance(value, Typed) else Typed.of(value or {})
        found = {"type": typed.type, "was": typed.was, **typed.texts, **typed.numbers}
        for table, rows in typed.tables.items():
            for number, row in enumerate(rows, start=1):
                for column, text in zip(TABLES[table], row, strict=True):
                    found[f"{table}-{number}-{column}"] = text
        return {f"{name}-{place}": [text] for place, text in found.items()}

    def fields(self, name: str, *values: Any) -> dict[str, forms.Field]:
        """The fields that it is made of, for ``values``: by their inputs, as if each was alone."""
        names = dict.fromkeys(each for value in values for each in self.inputs(name, value))
        found: dict[str, forms.Field] = {}
        for each in names:
            part = each.removeprefix(f"{name}-").partition("-")[0]
            if part == "was":
                continue
            label = exhibit_words.label(part)
            if part == "type":
                types = [(key, exhibit_words.name(key)) for key in exhibit_words.TYPES]
                nothing = ("", _("Nothing to look at"))
                found[each] = forms.ChoiceField(label=label, choices=[nothing, *types])
            else:
                found[each] = forms.CharField(label=label)
        return found

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        sent = isinstance(value, Typed)
        typed = value if sent else Typed.of(value or {})
        faults = typed.faults if sent else {}
        context = {
            "name": name,
            "typed": typed,
            "groups": [(group, [(each, exhibit_words.TYPES[each]) for each in types])
                       for group, types in exhibit_words.GROUPS.items()],
            "nothing": _("Nothing to look at"),
            "parts": [_part(typed, part, faults) for part in exhibit_words.PARTS if part != "type"],
            "type_faults": faults.get("type", ()),
            "open": sent and bool(faults) and not typed.type,
            "exhibit": typed.drawn(),
        }  # fmt: skip
        return render_to_string("admin/quiz/question/exhibit.html", context)


def _part(typed: Typed, part: str, faults: Mapping[str, Any]) -> dict[str, Any]:
    """One part of the form, as its template shows it."""
    shown: dict[str, Any] = {
        "name": part,
        "label": exhibit_words.PARTS[part],
        "types": [name for name, each in exhibit_words.TYPES.items()
                  if part in ("caption", "tell", *each.parts)],
        "number": part in exhibits.NUMBERS,
        "faults": faults.get(part, ()),
    }  # fmt: skip
    if part in TABLES:
        filled = typed.tables.get(part, [])
        rows = [*filled, *[("", "")] * max(EMPTY_ROWS[part] - len(filled), 1)]
        shown["rows"] = [
            [{"name": f"{part}-{n}-{column}", "column": column, "text": text,
              "faults": faults.get(f"{part}-{n}-{column}", ())}
             for column, text in zip(TABLES[part], row, strict=True)]
            for n, row in enumerate(rows, start=1)
        ]  # fmt: skip
    else:
        shown["text"] = typed.texts.get(part) or typed.numbers.get(part) or ""
    return shown


class ExhibitField(forms.Field):
    """What is typed becomes an exhibit as a bank file has it, and nothing becomes None."""

    widget = ExhibitInput

    def clean(self, value: Typed | None) -> dict[str, Any] | None:
        if value is None or value.gone:
            return None
        said = [sentence for sentences in value.faults.values() for sentence in sentences]
        if len(said) == 1:
            raise ValidationError(said)
        if said:
            told = ngettext_lazy(
                "{n} thing in it is to be mended.", "{n} things in it are to be mended.", len(said)
            )
            raise ValidationError(format_lazy(told, n=len(said)))
        try:
            return Exhibit.model_validate(value.said).model_dump()
        except pydantic.ValidationError as error:
            raise ValidationError([said for _line, said in sentences(error, {}, ())]) from None

    def has_changed(self, initial: Any, data: Typed | None) -> bool:
        """Whether another exhibit is typed than there was; a page without the fields has none."""
        if data is None:
            return False
        return (bool(initial), Typed.of(initial or {}).said) != (not data.gone, data.said)
