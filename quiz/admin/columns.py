"""What the columns of the desk's lists have in common."""

from typing import Any

from django.utils.html import format_html

from quiz.admin.requests import StrOrPromise


def on_phone(name: StrOrPromise) -> str:
    """The name of a column, in its cell: on a phone a row is a card, and the list has no heads."""
    return format_html('<span class="on-phone">{}</span>', name)


def named(name: StrOrPromise, value: Any) -> str:
    """A cell that says on a phone what it is."""
    return format_html("{} {}", on_phone(name), value)
