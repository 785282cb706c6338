"""What the page of a form sends for each of its fields, as names and texts, and what that says."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What a browser sends for one field: the texts of each of its inputs, by the input's name.
type Inputs = dict[str, list[str]]


def untouched(form: forms.BaseForm) -> dict[str, Inputs]:
    """What the page of ``form`` would send if nobody had typed anything into it."""
    found: dict[str, Inputs] = {}
    for name, field in _carried(form):
        if not field.disabled:
            found |= _sent(field, name, form[name].initial)
    return found


def typed(form: forms.BaseForm) -> dict[str, Inputs]:
    """What it would send now, as it was filled in when it was sent."""
    found: dict[str, Inputs] = {}
    for name, field in _carried(form):
        if not field.disabled:
            data = form[name].data
            older = data is None and hasattr(_plain(field.widget), "inputs")  # the page lacked it
            found |= _sent(field, name, form[name].initial if older else data)
    return found


def _carried(form: forms.BaseForm) -> Iterator[tuple[str, forms.Field]]:
    """The fields whose texts go from page to page: a password is typed anew."""
    for name, field in form.fields.items():
        if not isinstance(field.widget, forms.PasswordInput):
            yield name, field


def fields_of(form: forms.BaseForm) -> dict[str, forms.Field]:
    """The fields of ``form``; for one that is made of others, these."""
    found: dict[str, forms.Field] = {}
    for name, field in _carried(form):
        widget = _plain(field.widget)
        made_of = hasattr(widget, "fields")
        found |= (
            widget.fields(name, form[name].initial, form[name].data) if made_of else {name: field}
        )
    return found


def _sent(field: forms.Field, name: str, value: Any) -> dict[str, Inputs]:
    widget = _plain(field.widget)
    inputs = inputs_of(widget, name, field.prepare_value(value))
    if hasattr(widget, "fields"):
        return {each: {each: texts} for each, texts in inputs.items()}
    return {name: inputs}


def inputs_of(widget: Any, name: str, value: Any) -> Inputs:
    """The inputs with which ``widget`` sends ``value``; its own, where it says so itself."""
    if hasattr(widget, "inputs"):
        given: Inputs = widget.inputs(name, value)
        return given
    if isinstance(widget, forms.MultiWidget):
        shown = widget.get_context(name, value, None)["widget"]["subwidgets"]
        return {part["name"]: [str(part["value"] or "")] for part in shown}
    if isinstance(widget, forms.CheckboxInput):
        return {name: ["on"] if value and value != "False" else []}
    written = widget.format_value(value)
    if isinstance(written, list):
        return {name: [str(each) for each in written]}
    return {name: ["" if written is None else str(written)]}


def _plain(widget: Any) -> Any:
    """The widget itself, where the desk has put links around it."""
    return getattr(widget, "widget", widget)


def alike(one: Inputs, other: Inputs) -> bool:
    """Whether both say the same; the ends of lines, which browsers write anew, do not count."""
    return _without_ends(one) == _without_ends(other)


def _without_ends(inputs: Inputs) -> list[tuple[str, list[str]]]:
    texts = {
        name: [text.replace("\r\n", "\n").strip() for text in given if text.strip()]
        for name, given in inputs.items()
    }
    return sorted((name, given) for name, given in texts.items() if given)


def said(field: forms.Field, inputs: Inputs) -> str:
    """What ``inputs`` of ``field`` say, in the words that its page has for it."""
    texts = [text.replace("\r\n", "\n") for given in inputs.values() for text in given]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if texts else _("No")
    if isinstance(field, forms.ModelChoiceField):
        return "\n".join(filter(None, (_row(field, text) for text in texts)))
    if isinstance(field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in _options(field.choices)}
        return "\n".join(labels.get(text, text) for text in texts if text)
    return "\n".join(texts).strip()


def _row(field: Any, text: str) -> str:
    """The row that a field names by ``text``; the text itself, where it can name none."""
    if not text:
        return ""
    try:
        return str(field.label_from_instance(field.to_python(text)))
    except (ValidationError, AttributeError):
        return text


def _options(choices: Any) -> Any:
    """Each choice with its label, those in groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
