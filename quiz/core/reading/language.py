"""What the rules of a language are, and the languages that have some."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from quiz.core.reading import english, english_numbers, english_worth


@dataclass(frozen=True)
class Language:
    """The rules of a language, as its modules have them."""

    abbreviations: frozenset[str]
    rules: Mapping[str, Sequence[re.Pattern[str]]]
    quoted: Sequence[re.Pattern[str]]
    listed: Sequence[re.Pattern[str]]
    relation: re.Pattern[str]
    voice: re.Pattern[str]
    clause: re.Pattern[str]
    joint: re.Pattern[str]
    leaning: re.Pattern[str]
    meant: re.Pattern[str]
    phrase: re.Pattern[str]
    figure: re.Pattern[str]
    numbers: Mapping[str, int]
    in_full: Mapping[str, str]
    leading: re.Pattern[str]
    parted: re.Pattern[str]
    furniture: re.Pattern[str]
    not_names: frozenset[str]
    weak: Mapping[str, re.Pattern[str]]
    opinion: re.Pattern[str]
    mild: re.Pattern[str]
    loose: re.Pattern[str]


LANGUAGES: Mapping[str, tuple[Any, Any, Any]] = {"en": (english, english_numbers, english_worth)}


@cache
def rules_of(language: str) -> Language | None:
    """The rules for ``en`` or ``en-GB``; None for a language without any.

    They are compiled when first asked for: it takes as long as a fifth of a start of the quiz.
    """

    def patterns(listed: Iterable[str]) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in listed]

    modules = LANGUAGES.get(language.partition("-")[0])
    if modules is None:
        return None
    module, numbers, worth = modules
    return Language(
        module.ABBREVIATIONS,
        {found: patterns(listed) for found, listed in module.RULES.items()},
        patterns(module.QUOTED),
        patterns(module.LISTED),
        module.RELATION,
        module.VOICE,
        module.CLAUSE,
        module.JOINT,
        module.LEANING,
        module.MEANT,
        module.PHRASE,
        numbers.FIGURE,
        numbers.NUMBERS,
        numbers.MEANT,
        module.LEADING,
        module.PARTED,
        module.FURNITURE,
        module.NOT_NAMES,
        {found: re.compile(pattern) for found, pattern in worth.WEAK.items()},
        *patterns([worth.OPINION, worth.MILD, worth.LOOSE]),
    )
