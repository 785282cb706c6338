"""What the lab says and draws of a screened crowd.

Numbers that are only expected are said as "about" so many, in whole people; where fewer than one
is to be expected, that is said in words, and nothing is rounded up to "always" or down to "never".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.content import wording
from quiz.core.screening import Count, Drawn, Screening, drawn, mixed

MOST = 200  # faces in a picture
WORTH_SAYING = 0.005  # a chance that is 1 in 100 when rounded


@dataclass(frozen=True)
class Face:
    """A sort of people in a picture: its sign, its words, and how many they are, in words."""

    sort: str
    words: Any
    said: str


SORTS: dict[str, Any] = {
    "right": _("Flagged, and on the list"),
    "wrong": _("Flagged, but not on the list"),
    "unclear": _("Flagged, but not stopped, so never confirmed"),
    "missed": _("On the list, but not flagged"),
    "passed": _("Not on the list, not flagged"),
}


@dataclass(frozen=True)
class Picture:
    """A field of faces, what it stands for, and the same in words for who cannot see it.

    ``people`` has how many there are of each sort, ``sure`` whether that is certain or only to be
    expected, ``explained`` the sorts that another picture's key has told already.
    """

    title: str
    people: Mapping[str, int]
    sure: bool = True
    explained: Collection[str] = ()

    @cached_property
    def drawn(self) -> Drawn:
        return drawn(self.people, MOST)

    @property
    def cells(self) -> list[str]:
        return mixed(self.drawn.faces)

    @property
    def scale(self) -> str:
        """What one face stands for."""
        n = self.drawn.each
        said = ngettext(
            "Each face stands for %(n)s person.", "Each face stands for %(n)s people.", n
        )
        return said % {"n": wording.number(n)}

    @property
    def key(self) -> list[Face]:
        """The sorts in it that have people, with how many."""
        return [
            Face(sort, SORTS[sort], about(number, sure=self.sure))
            for sort, number in self.people.items()
            if number and sort not in self.explained
        ]

    @property
    def too_few(self) -> str:
        """Which sorts have people, but too few for a face."""
        unseen = self.drawn.unseen
        if not unseen:
            return ""
        if {"right", "wrong"} & self.people.keys() <= {*unseen}:
            return str(_("Those flagged are too few for a face."))
        names = "; ".join(str(SORTS[sort]).lower() for sort in unseen)
        return str(_("Too few for a face: %s.")) % names

    @property
    def words(self) -> str:
        faces = ngettext("%(n)s face", "%(n)s faces", self.drawn.total) % {"n": self.drawn.total}
        parts = [f"{self.title} {faces}. {self.scale}"]
        parts += [
            f"{SORTS[sort]}: {number}." for sort, number in self.drawn.faces.items() if number
        ]
        return " ".join([*parts, self.too_few]).strip()


def about(number: int, *, sure: bool = False) -> str:
    """A number of people as a sentence says it: one that is only expected is about so many."""
    said = on_average(number, sure=sure)
    return said if sure or not number else str(_("about %s")) % said


def on_average(number: int, *, sure: bool = False) -> str:
    """The same where it is said beside it that numbers are averages."""
    return wording.number(number) if number or sure else str(_("fewer than 1"))


def of_hundred(chance: float) -> str:
    """A chance that is neither 0 nor 1, in hundredths, and never said as none or all of them."""
    n = int(100 * chance + 0.5)
    if n in (0, 100):
        return str(_("more than 99") if n else _("fewer than 1"))
    return about(n)


@dataclass(frozen=True)
class Row:
    """A part of the crowd and how many it has; how many are flagged and are not, on average.

    ``likely`` is from where to where the flagged ones go, empty where they do not vary.
    """

    name: str
    flagged: str
    others: str
    likely: str = ""

    @classmethod
    def of(cls, name: Any, count: Count) -> "Row":
        low, high = (wording.number(each) for each in count.likely)
        likely = "" if low == high else str(_("%(low)s to %(high)s")) % {"low": low, "high": high}
        others = on_average(count.people - count.said, sure=count.certain)
        flagged = on_average(count.said, sure=count.certain)
        return cls(str(name) % {"n": wording.number(count.people)}, flagged, others, likely)


@dataclass(frozen=True)
class Outcome:
    """What the page says of a screening."""

    screening: Screening

    @property
    def sentence(self) -> str:
        """The one sentence: of so many alerts, so many are right."""
        hits, false = self.screening.hits, self.screening.false_alarms
        alerts = self.screening.alerts
        if not hits.expected and not false.expected:
            return str(_("Nobody is flagged: there is no alert at all."))
        if not alerts:
            return str(_("Fewer than one alert is to be expected."))
        if alerts == 1:
            return _one_alert(hits, false)
        said = {"alerts": about(alerts, sure=self.screening.certain)}
        if not hits.said:
            return str(
                (
                    _("Of %(alerts)s alerts, most likely none is right.")
                    if hits.expected
                    else _("Of %(alerts)s alerts, none is right.")
                )
                % said
            )
        if not false.said:
            return str(
                (
                    _("Of %(alerts)s alerts, most likely all are right.")
                    if false.expected
                    else _("Of %(alerts)s alerts, all are right.")
                )
                % said
            )
        said["hits"] = about(hits.said, sure=hits.certain)
        return (
            ngettext(
                "Of %(alerts)s alerts, %(hits)s is right.",
                "Of %(alerts)s alerts, %(hits)s are right.",
                hits.said,
            )
            % said
        )

    @property
    def means(self) -> list[str]:
        """What follows for one who is flagged, and for those who look for somebody."""
        seen, made = self.screening, []
        if not seen.alerts and not seen.certain:
            said = _("In %(n)s of 100 such crowds, there is no alert at all.")
            made.append(str(said) % {"n": of_hundred(seen.no_alert)})
        if seen.right is not None and 0 < seen.right < 1:
            said = _("If you are flagged, the chance that you are on the list is %(n)s in 100.")
            made.append(str(said) % {"n": of_hundred(seen.right)})
        if not seen.listed and seen.alerts:
            made.append(str(_("Nobody here is on the list, so every alert is a mistake.")))
        elif not seen.listed:
            made.append(str(_("Nobody here is on the list.")))
        elif seen.hits.none >= WORTH_SAYING:
            said = _("In %(n)s of 100 such crowds, nobody on the list is flagged.")
            made.append(str(said) % {"n": of_hundred(seen.hits.none)})
        if not seen.false_alarms.certain:
            said = _("In %(n)s of 100 such crowds, somebody is flagged by mistake.")
            made.append(str(said) % {"n": of_hundred(1 - seen.false_alarms.none)})
        return made

    @property
    def rows(self) -> list[Row]:
        seen = self.screening
        flagged = on_average(seen.alerts, sure=seen.certain)
        others = on_average(seen.crowd - seen.alerts, sure=seen.certain)
        return [
            Row.of(_("%(n)s on the list"), seen.hits),
            Row.of(_("%(n)s not on the list"), seen.false_alarms),
            Row(str(_("%(n)s in all")) % {"n": wording.number(seen.crowd)}, flagged, others),
        ]

    @property
    def pictures(self) -> list[Picture]:
        """Those flagged, where there are any, and the crowd that they are taken from."""
        seen = self.screening
        flagged = {"right": seen.hits.said, "wrong": seen.false_alarms.said}
        others = {"missed": seen.missed, "passed": seen.left_alone}
        alerts = Picture(str(_("The alerts.")), flagged, seen.certain)
        crowd = Picture(str(_("The crowd.")), flagged | others, seen.certain, flagged)
        return [alerts, crowd] if seen.alerts else [crowd]


def _one_alert(hits: Count, false: Count) -> str:
    if hits.certain and false.certain:
        right, wrong = (
            _("There is one alert, and it is right."),
            _("There is one alert, and it is wrong."),
        )
        return str(right if hits.said else wrong)
    if hits.said:
        likely = _("About one alert is to be expected, most likely a right one.")
        sure = _("About one alert is to be expected, and it is right.")
        return str(likely if false.expected else sure)
    likely = _("About one alert is to be expected, most likely a wrong one.")
    sure = _("About one alert is to be expected, and it is wrong.")
    return str(likely if hits.expected else sure)
