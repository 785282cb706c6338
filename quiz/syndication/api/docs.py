"""The page ``/api/``, which tells people of the interface for programs, from the same lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.syndication.api import figures, openapi
from quiz.syndication.api.documents import AT_ONCE, whole
from quiz.syndication.api.resources import RESOURCES, Resource
from quiz.syndication.api.views import ASKED
from quiz.web.caching import public
from quiz.web.problems import API


@dataclass(frozen=True)
class Named:
    """A part of an answer: its name, what it holds, what it means, and whether it may be absent.

    ``of`` is the name of the sort of answer that it holds or lists, or empty.
    """

    name: str
    holds: str
    of: str
    said: str
    optional: bool

    @property
    def ends(self) -> str:
        """What stands behind what it holds."""
        return f", {_('or absent')}." if self.optional else "."


@dataclass(frozen=True)
class Sort:
    """A sort of answer, or of a part of one."""

    name: str
    said: str
    parts: list[Named]


@dataclass(frozen=True)
class ApiPage:
    """What the page tells; ``base`` is the address under which all others are."""

    base: str
    resources: list[Resource]
    sorts: list[Sort]
    figures: list[str]
    at_once: int
    often: int
    minutes: int


def api_page(request: HttpRequest) -> ApiPage:
    sorts = [
        Sort(name, schema.get("description", ""), list(_parts(schema)))
        for name, schema in openapi.schemas().items()
    ]
    return ApiPage(
        base=whole(request, API),
        resources=RESOURCES,
        sorts=sorts,
        figures=figures.rules(),
        at_once=AT_ONCE,
        often=ASKED.most,
        minutes=ASKED.seconds // 60,
    )


def _parts(schema: Mapping[str, Any]) -> Iterator[Named]:
    for name, part in schema["properties"].items():
        holds, of = _held(part)
        said = part.get("description", "")
        yield Named(name, holds, of, said, name not in schema.get("required", []))


def _held(part: Mapping[str, Any]) -> tuple[str, str]:
    """What a part holds, in words, and the name of the sort of answer, if it is one."""
    if "anyOf" in part:  # what may be absent
        return _held(next(each for each in part["anyOf"] if each.get("type") != "null"))
    if "$ref" in part:
        return "", part["$ref"].rpartition("/")[2]
    if part["type"] == "array":
        holds, of = _held(part["items"])
        return _("list of %(what)s") % {"what": holds}, of
    if "enum" in part or "const" in part:
        return " | ".join(part.get("enum", [part.get("const")])), ""
    words = {
        "string": _("day, as 2026-11-22") if part.get("format") == "date" else _("text"),
        "integer": _("whole number"),
        "number": _("number"),
    }
    return words[part["type"]], ""


@require_safe
@public
def api(request: HttpRequest) -> HttpResponse:
    """What programs can ask for, and how."""
    return render(request, "quiz/api.html", {"page": api_page(request)})
