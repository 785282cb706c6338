"""Every address of the site, from its own map, so that a new page is tested by itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from quiz.core.challenge import Challenge
from quiz.models import DailyQuestion, Question, Round
from quiz.play.challenge import signed
from tests.factories import TODAY


def readers(played: Round) -> dict[str, str]:
    """Each address that is not the desk's, as it is for this round, by its name or its pattern."""
    found = {}
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            found[pattern.name or str(pattern.pattern)] = "/" + filled(pattern, played)
        elif not str(pattern.pattern).startswith("admin/"):
            found.update(
                {each.name or str(each.pattern): path for each, path in _inside(pattern, played)}
            )
    return found


def desk(played: Round) -> list[str]:
    """Each address of the editors' desk that a map can name, for the first thing of each sort."""
    (admin,) = [each for each in get_resolver().url_patterns if str(each.pattern) == "admin/"]
    return [path for _pattern, path in _inside(admin, played) if "(" not in path]


def of_questions(places: Iterable[str], questions: Sequence[Question]) -> Iterator[str]:
    """``places``; and those of the first question once for each of ``questions``."""
    first = Question.objects.order_by("pk").values_list("pk", flat=True)[0]
    for place in places:
        if f"/question/{first}/" in place:
            yield from (place.replace(f"/{first}/", f"/{question.pk}/") for question in questions)
        else:
            yield place


def answers(client: Any, places: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Each of ``places`` with its answer, and each page that one of them leads to, asked once."""
    to_ask, asked = list(places), set()
    for place in to_ask:
        if place not in asked:
            asked.add(place)
            answer = client.get(place)
            to_ask += [answer.url] if answer.status_code in (301, 302, 303, 307, 308) else []
            yield place, answer


def _inside(resolver: URLResolver, played: Round) -> Iterator[tuple[URLPattern, str]]:
    def walk(patterns: Any, before: str) -> Iterator[tuple[URLPattern, str]]:
        for pattern in patterns:
            path = before + filled(pattern, played, before)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, path)
            else:
                yield pattern, path

    yield from walk(resolver.url_patterns, "/" + filled(resolver, played))


def first_of(path: str) -> int:
    """The number of the first thing of the sort that stands before a path's parameter, or 1."""
    sort = re.search(r"/(\w+)/<", path)
    models = [each for each in apps.get_models() if sort and each._meta.model_name == sort[1]]
    found = [each.objects.order_by("pk").values_list("pk", flat=True).first() for each in models]
    return next(iter(found), None) or 1


def filled(pattern: Any, played: Round, before: str = "/") -> str:
    """The pattern with something that exists for each of its parts."""
    path = str(pattern.pattern).removeprefix("^").removesuffix("$")
    path = path.split("(?:")[0]  # what may be left out, as an embed's look
    number = first_of(before + path)
    for name, converter in getattr(pattern.pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        value = {"uuid": played.key, "int": number}.get(kind, played.bank.ref)
        if name == "topic":
            value = played.bank.topics.values_list("ref", flat=True).first()
        if kind == "colour":
            value = "b3261e"
        if name == "text":
            value = signed(Challenge(tuple(played.turns.values_list("version", flat=True))))
        if name in ("object_id", "id"):
            value = number
        if name == "number":
            value = played.turns.values_list("version__question", flat=True).first() or 1
        if name == "day":
            days = DailyQuestion.objects.values_list("day", flat=True)
            value = days.order_by("day").first() or TODAY
        for prefix in (f"{kind}:", kind.replace("string", "str") + ":", ""):
            path = path.replace(f"<{prefix}{name}>", str(value))
    return path
