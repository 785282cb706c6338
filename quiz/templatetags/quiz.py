"""Template filters: dates, numbers, addresses and texts, as readers see them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.content import exhibits, languages, markdown, wording
from quiz.core import scoring

register = template.Library()


register.filter(wording.when)


@register.filter
def points(grade: float) -> float:
    """A grade as it is shown: a part of a point is never rounded to 0 or to 1."""
    return scoring.shown_grade(grade)


@register.filter
def readers(of_ten: int) -> str:
    """So many in ten readers, in words; ``of_ten`` is a whole number from 0 to 10."""
    rare: dict[int, Any] = {
        0: _("few readers of this quiz"),
        5: _("half of the readers of this quiz"),
        10: _("nearly all readers of this quiz"),
    }
    said = ngettext("%(n)s in 10 readers of this quiz", "%(n)s in 10 readers of this quiz", of_ten)
    return str(rare.get(of_ten, said % {"n": of_ten}))


@register.filter
def across(share: float) -> str:
    """A share from 0 to 1 as an x coordinate in a chart 1000 wide, with margins of 20."""
    return f"{20 + 960 * min(max(share, 0.0), 1.0):.1f}"


@register.filter
def times(value: float, factor: int) -> str:
    """``value`` times ``factor``, with one decimal."""
    return f"{value * factor:.1f}"


@register.filter
def share_of(value: float, task: Any) -> float:
    """Where ``value`` stands on the scale of an estimate, from 0 to 1."""
    return task.share(value)


@register.filter
def placed(response: list[str] | None, item: str) -> int | str:
    """The place, counted from 1, that an ordering response gave to ``item``."""
    return response.index(item) + 1 if response and item in response else ""


@register.filter
def matched(response: list[list[str]] | None, left: str) -> str:
    """The right-hand text that a matching response gave to ``left``."""
    return dict(response or ()).get(left, "")


OPTION_STATES: dict[str, Any] = {
    "right-chosen": _("Your answer: right"),
    "right-left": _("Right answer"),
    "wrong-chosen": _("Your answer: not right"),
    "wrong-left": _("Not right"),
}


@register.filter
def state_word(state: str) -> str:
    """The state of an option in words, for those who cannot see its colour."""
    return str(OPTION_STATES[state])


@register.filter
def truth(text: Any) -> Any:
    """The text of an option, or the words for the answers True and False."""
    return text if isinstance(text, str) else _("True") if text else _("False")


@register.filter
def listed(names: Iterable[str]) -> SafeString:
    """At least one name, each in bold, as a sentence lists them: a, b and c."""
    *first, last = (format_html("<strong>{}</strong>", name) for name in names)
    if not first:
        return last
    before = format_html_join(", ", "{}", ((name,) for name in first))
    return format_html(str(_("{before} and {last}")), before=before, last=last)


@register.filter
def told(text: str, tell: Sequence[Mapping[str, str]] | None) -> SafeString:
    """A text of an exhibit, with the parts marked that its ``tell`` is about, if there is any."""
    if not tell:
        return escape(text)
    return format_html_join("", "{}", ((_marked(each),) for each in exhibits.pieces(text, tell)))


def _marked(piece: exhibits.Piece) -> str:
    if not piece.number:
        return piece.text
    row = '<mark>{}<sup><span class="unseen" lang="en" dir="ltr"> {} </span>{}</sup></mark>'
    return format_html(row, piece.text, _("marked"), piece.number)


class Publisher(NamedTuple):
    """Who publishes the quiz and where readers write to; each is empty where it is not set."""

    name: str
    contact: str


@register.simple_tag
def publisher() -> Publisher:
    return Publisher(settings.PUBLISHER, settings.CONTACT)


@register.simple_tag(takes_context=True)
def absolute(context: template.RequestContext, path: str) -> str:
    """The whole address of ``path`` on the host that was asked, which is one of ours."""
    request = context["request"]
    return f"{request.scheme}://{request.get_host()}{path}"


# What would end the element that JSON stands in, or begin another.
UNSAFE_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.simple_tag
def structured(data: Mapping[str, Any] | None) -> SafeString:
    """What a page is, for machines: a block of data, which no browser runs. Nothing without."""
    if not data:
        return SafeString("")
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    inside = mark_safe(written.translate(UNSAFE_IN_SCRIPT))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', inside)


@register.filter
def heads(exhibit: Mapping[str, Any]) -> list[str]:
    """Of each person that an exhibit draws its looks, as a class; some have none."""
    return exhibits.heads(exhibit)


@register.filter
def standing_out(exhibit: Mapping[str, Any]) -> int:
    """How many people of a drawing stand out after the answer."""
    return exhibits.told(exhibit)


@register.simple_tag
def select_options(offered: Iterable[str], chosen: str) -> SafeString:
    """The options of a select, with the one marked that was chosen."""
    row = '<option value="{}"{}>{}</option>'
    selected = mark_safe(" selected")
    return format_html_join(
        "", row, ((text, selected if text == chosen else "", text) for text in offered)
    )


@register.filter
def said(text: Any, language: str) -> Any:
    """A bank's words among ours; what is no text of a bank, as the words True and False, stays."""
    if languages.is_ours(language) or not isinstance(text, str) or not text:
        return text
    return format_html("<span{}>{}</span>", languages.attributes(language), text)


register.filter("spoken", languages.attributes)
register.filter("ours", languages.ours)
register.filter(exhibits.asked)
register.filter(wording.unquoted)
register.filter(wording.number)
register.filter(wording.unit)
register.filter(wording.plain)
register.filter(markdown.host)
register.filter(markdown.is_web_address)
register.filter("markdown", markdown.block)
register.filter("markdown_inline", markdown.inline)
