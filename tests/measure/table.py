"""The figures as a table, beside what we aim at."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import mean, median, quantiles

from tests.measure.pages import Met, Screen
from tests.measure.rounds import ONE_TAP, Drawn

PHONE = "360×660"
# Words by which a prompt names who found something out, or where: no more than a rough count.
NAMES = re.compile(
    r"\b(stud(y|ies)|surveys?|reports?|researchers?|university|agency|regulator|commission(er)?|"
    r"ministry|authority|courts?|NIST|FTC|FBI|GAO|NCSC|ICO|ACLU|EFF|Europol|Pew|Which\?|Mozilla|"
    r"Home Office|Met|UK|US|EU|Britain|British|England|Scotland|Wales|Americans?|America|"
    r"California|Germany|German|France|French|Ireland|Irish|Canada|Australia|India|Dutch)\b"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
A_MINUTE = 238  # words that a reader reads: Brysbaert, 2019, for non-fiction


def share(some: Sequence[bool]) -> str:
    return f"{100 * mean(some):.0f} %" if some else "–"


def ninth_tenth(numbers: Sequence[float]) -> float:
    return quantiles(numbers, n=10)[8] if len(numbers) > 1 else numbers[0]


def each_screen(screens: Mapping[str, Screen], figure: Callable[[Met], bool]) -> str:
    """A share on each screen, in the order of the screens."""
    return ", ".join(share([figure(met) for met in each.questions]) for each in screens.values())


def rows(screens: Mapping[str, Screen], drawn: Sequence[Drawn]) -> Iterator[tuple[str, str, str]]:
    """What was measured, how it is and what we aim at."""
    phone = screens[PHONE]
    met = {each.version: each for each in phone.questions}
    before = [each.before for each in phone.questions]
    prompts = [len(each.prompt.split()) for each in phone.questions]
    yield "questions", str(len(met)), "all that are live"
    yield (
        "words to read before answering: median, nine tenths",
        f"{median(before):.0f}, {ninth_tenth(before):.0f}",
        "≤ 40, ≤ 70",
    )
    yield (
        "words of the prompt: median; how many over 30",
        f"{median(prompts):.0f}; {sum(n > 30 for n in prompts)} of {len(prompts)}",
        "≤ 18; none",
    )
    named = sum(bool(NAMES.search(each.prompt)) for each in phone.questions)
    dated = sum(bool(YEAR.search(each.prompt)) for each in phone.questions)
    yield (
        "prompts with words for a study, agency or country / with a year",
        f"{named} / {dated} of {len(met)}",
        "only where it is the point",
    )
    yield "way to answer below the first screen", share([m.below for m in met.values()]), "≤ 20 %"
    yield (
        "… of choice and true or false",
        share([m.below for m in met.values() if m.kind in ONE_TAP]),
        "never",
    )
    names = ", ".join(screens)
    yield (
        f"wrong answer: explanation whole in view ({names})",
        each_screen(screens, lambda each: each.explained),
        "≥ 95 %",
    )
    choices = {
        name: Screen([each for each in screen.questions if each.kind == "choice"])
        for name, screen in screens.items()
    }
    yield (
        f"wrong choice: right answer in view ({names})",
        each_screen(choices, lambda each: each.right),
        "100 %",
    )
    yield from of_rounds(met, phone, drawn)
    fades = [each.fades for each in phone.questions]
    longest = max((ms for some in fades for ms in some), default=0)
    yield (
        "fades before a question or verdict can be read",
        f"{sum(map(len, fades)) / len(fades):.1f} a question, {longest:.0f} ms",
        "0",
    )


def of_rounds(
    met: Mapping[int, Met], phone: Screen, drawn: Sequence[Drawn]
) -> Iterator[tuple[str, str, str]]:
    """What whole rounds come to; of those drawn, the ones whose questions were all measured."""
    whole = [each for each in drawn if met.keys() >= set(each.versions)]
    ends = mean(each.words for each in phone.results)
    if whole:
        read = mean(sum(met[pk].before + met[pk].after for pk in each.versions) for each in whole)
        taps = mean(1 + sum(met[pk].taps for pk in each.versions) for each in whole)
        yield (
            "words of a whole round, answered wrongly, with its result",
            f"{read + ends:.0f} ({(read + ends) / A_MINUTE:.1f} min)",
            "≤ 1,300",
        )
        yield "taps of a round, answered rightly", f"{taps:.0f}", "≤ 26"
    first = "first question: several steps / hard / easy"
    shares = [
        share([not each.first_in_one_tap for each in drawn]),
        share([each.first_level == "hard" for each in drawn]),
        share([each.first_level == "easy" for each in drawn]),
    ]
    yield first, " / ".join(shares), "0 / 0 / 100 %"
    hard = [len(each.hard_places) for each in drawn]
    early = min((min(each.hard_places) for each in drawn if each.hard_places), default=0)
    yield (
        "hard questions of a round: mean, most; earliest place",
        f"{mean(hard):.2f}, {max(hard)}; {early or '–'}",
        "≤ 3; not before 4",
    )
    printed = [each.pages for each in phone.results if each.pages]
    yield (
        "result on a phone before details are opened: pixels / pages in print",
        f"{mean(each.height for each in phone.results):.0f} / {max(printed, default=0)}",
        "≤ 1,800 / ≤ 3",
    )


def said(found: Iterator[tuple[str, str, str]]) -> str:
    """The rows as a table in Markdown."""
    lines = ["| what | measured | aim |", "| --- | --- | --- |"]
    return "\n".join(lines + [f"| {what} | {how} | {aim} |" for what, how, aim in found])
