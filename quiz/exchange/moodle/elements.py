"""The elements of Moodle's XML, each kept or said: none is dropped without a word.

What readers see is said of its question, with its words; what only sets something is said once
of the file, and only where it differs from what goes without saying.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree  # type: ignore[import-untyped]

SAID = 200  # characters of what is left out
KEPT = "kept"


@dataclass(frozen=True)
class Said:
    """Words that have no place here: they are said of their question."""

    name: Any


@dataclass(frozen=True)
class Setting:
    """Something set, which is said once of the file; not where it is ``usual``."""

    name: Any
    usual: tuple[str, ...] = ()


_HINTS = Said(gettext_lazy("hints"))
_TAGS = Said(gettext_lazy("tags"))
_COUNTED = Setting(gettext_lazy("that learners are told how many are right"))
_UNITS = Setting(gettext_lazy("how units are marked"), ("0", "3", "0.1", "0.1000000"))
_ORDER = Setting(gettext_lazy("how an order is shown and marked"), ("0", "ABSOLUTE_POSITION"))

# By the path within a question.
ELEMENTS: dict[str, str | Said | Setting] = {
    **dict.fromkeys(
        ("name", "questiontext", "generalfeedback", "idnumber", "answer", "subquestion", "single",
         "image", "image_base64", "units", "units/unit", "units/unit/unit_name",
         "answer/feedback", "answer/tolerance", "answer/fraction", "subquestion/answer",
         "hidden", "shuffleanswers"),
        KEPT,
    ),
    "hint": _HINTS,
    "hint/hintcontent": _HINTS,
    **dict.fromkeys(
        ("hint/shownumcorrect", "hint/clearwrong", "hint/options",
         "hint/statenumberofcorrectresponses", "hint/clearincorrectresponses",
         "hint/showfeedbacktoresponses"),
        Setting(gettext_lazy("what hints do")),
    ),
    "tags": _TAGS,
    "tags/tag": _TAGS,
    "coursetags": _TAGS,
    "coursetags/tag": _TAGS,
    "correctfeedback": Said(gettext_lazy("feedback on a right answer")),
    "partiallycorrectfeedback": Said(gettext_lazy("feedback on a partly right answer")),
    "incorrectfeedback": Said(gettext_lazy("feedback on a wrong answer")),
    "instructions": Said(gettext_lazy("instructions")),
    "subquestion/feedback": Said(gettext_lazy("feedback on a pair")),
    "defaultgrade": Setting(gettext_lazy("points"), ("1", "1.0", "1.0000000")),
    "penalty": Setting(gettext_lazy("what another try costs"), ("0", "0.0000000", "0.1",
                       "0.1000000", "0.3333333", "0.33", "1", "1.0000000")),
    "answernumbering": Setting(gettext_lazy("the numbering of answers"), ("none", "abc")),
    "showstandardinstruction": Setting(gettext_lazy("the usual instruction"), ("0", "1")),
    "shownumcorrect": _COUNTED,
    "correctresponsesfeedback": _COUNTED,
    "units/unit/multiplier": Setting(gettext_lazy("other units"), ("1", "1.0")),
    **dict.fromkeys(("unitgradingtype", "unitpenalty", "showunits", "unitsleft"), _UNITS),
    **dict.fromkeys(
        ("layouttype", "selecttype", "selectcount", "gradingtype", "showgrading",
         "numberingstyle"),
        _ORDER,
    ),
}  # fmt: skip
# What an essay sets, which is what a question of ours without answers is in Moodle.
ELEMENTS |= dict.fromkeys(
    ("responseformat", "responserequired", "responsefieldlines", "attachments",
     "attachmentsrequired", "graderinfo", "responsetemplate"),
    KEPT,
)  # fmt: skip
# What of a category is said.
CATEGORY = ("info", "idnumber")
# Wherever words stand: the words, and the files that they show.
WORDS = ("text", "file")


def left_out(
    question: etree._Element, plain: Callable[[etree._Element], str], settings: Counter[str]
) -> Iterator[str]:
    """A sentence for each thing of a question that has no place here; counts its settings."""
    said: dict[str, list[str]] = {}
    unknown: list[str] = []
    for path, element in _through(question):
        rule = ELEMENTS.get(path)
        if rule is None:
            unknown.append(element.tag)
        elif isinstance(rule, Said):
            words = plain(element)
            before = said.setdefault(str(rule.name), [])
            if words and words not in " · ".join(before):
                before.append(words)
        elif isinstance(rule, Setting):
            text = " ".join(element.itertext()).strip()
            if text not in rule.usual and (text or not rule.usual):
                settings[str(rule.name)] += 1
    for name, texts in said.items():
        if texts:
            told = {"what": name.capitalize(), "text": " · ".join(texts)[:SAID]}
            yield _("%(what)s: left out (%(text)s).") % told
    if unknown:
        names = ", ".join(f"<{name}>" for name in dict.fromkeys(unknown))
        yield _("Not known here and left out: %(names)s.") % {"names": names[:SAID]}
    if (question.findtext("hidden") or "").strip() == "1":
        yield _("It was hidden there; here it is a draft like the others.")
    units = [unit.findtext("unit_name") or "" for unit in question.iterfind("units/unit")][1:]
    if units:
        yield _("Only its first unit is kept, not %(units)s.") % {"units": ", ".join(units)[:SAID]}


def _through(question: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Each element within a question, but for words, with its path; nothing within what is said."""
    left = [(child.tag, child) for child in reversed(question)]
    while left:
        path, element = left.pop()
        if path.rpartition("/")[2] in WORDS:
            continue
        yield path, element
        if ELEMENTS.get(path) == KEPT or path == "hint":
            left += [(f"{path}/{child.tag}", child) for child in reversed(element)]
