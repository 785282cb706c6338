"""Fields of forms, written as Django's templates write them, and ten times as fast.

The page on which a question is written has some sixty fields, and of each a label, errors and
attributes. By templates they are two thousand nodes, a third of what such a page costs. What is
seldom shown still has its template.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Writes the usual parts of a form itself, and has the others rendered."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITERS.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return write(context)


def _text(value: Any) -> str:
    return str(value.__html__() if hasattr(value, "__html__") else escape(str(value)))


def _attributes(attrs: Mapping[str, Any] | None) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in (attrs or {}).items()
        if value is not False
    )


def _input(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    named = f'type="{_text(widget["type"])}" name="{_text(widget["name"])}"'
    return f"<input {named}{value}{_attributes(widget['attrs'])}>"


def _textarea(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    attributes = f'name="{_text(widget["name"])}"{_attributes(widget["attrs"])}'
    return f"<textarea {attributes}>\n{_text(widget['value'] or '')}</textarea>"


def _select(context: Mapping[str, Any]) -> str:
    widget = context["widget"]
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    attributes = f'name="{_text(widget["name"])}"{_attributes(widget["attrs"])}'
    return f"<select {attributes}>{groups}\n</select>"


def _group(name: Any, options: Iterable[Mapping[str, Any]]) -> str:
    shown = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{_text(name)}">{shown}\n  </optgroup>' if name else shown


def _option(option: Mapping[str, Any]) -> str:
    value = f'value="{_text(option["value"])}"{_attributes(option["attrs"])}'
    return f"<option {value}>{_text(option['label'])}</option>"


def _label(context: Mapping[str, Any]) -> str:
    tag, label = context["tag"], _text(context["label"])
    return f"<{tag}{_attributes(context['attrs'])}>{label}</{tag}>" if context["use_tag"] else label


def _errors(context: Mapping[str, Any]) -> str:
    errors = context["errors"]
    if not errors:
        return ""
    named = f' id="{_text(errors.field_id)}_error"' if errors.field_id else ""
    rows = "".join(f"<li>{_text(error)}</li>" for error in errors)
    return f'<ul class="{_text(context["error_class"])}"{named}>{rows}</ul>'


_INPUTS = ("input", "text", "url", "email", "number", "password", "search", "hidden", "checkbox")
WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _errors,
}
