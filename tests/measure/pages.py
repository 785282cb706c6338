"""What a reader sees of a question, of the feedback on a wrong answer, and of the result."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from quiz.models import Round, Turn

SCREENS = {"360×660": (360, 660), "390×664": (390, 664), "412×780": (412, 780),
           "1280×720": (1280, 720)}  # fmt: skip
PRINTED = 3  # results
GUESSES = 200  # of which the worst is the wrong answer
SETTLED = 2_000  # milliseconds, until the page has moved to a verdict

PAGE_SCRIPT = Path(__file__).with_name("page.js")
STILL = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


@dataclass
class Met:
    """What was measured of one question on one screen; ``taps`` with the one on "Next"."""

    version: int
    kind: str
    prompt: str
    before: int
    after: int
    below: bool
    one_tap: bool
    explained: bool
    right: bool
    taps: int
    fades: list[float]


@dataclass
class Ended:
    """What was measured of a result: pixels, words, printed pages (0 where not printed)."""

    height: int
    words: int
    pages: int


@dataclass
class Screen:
    """All that was met on one screen."""

    questions: list[Met] = field(default_factory=list)
    results: list[Ended] = field(default_factory=list)


def screens(
    browser: Browser,
    base: str,
    rounds: Callable[[], Iterable[Round]],
    sizes: Mapping[str, tuple[int, int]] = SCREENS,
) -> dict[str, Screen]:
    """What is met on screens of these ``sizes``, in rounds that ``rounds`` makes anew for each."""
    met: dict[str, Screen] = {}
    for name, (width, height) in sizes.items():
        prints, met[name] = not met, Screen()
        viewport: Any = {"width": width, "height": height}
        with browser.new_context(viewport=viewport) as context:
            context.add_init_script(path=PAGE_SCRIPT)
            page = context.new_page()
            for number, played in enumerate(rounds()):
                screen = play(page, played, base, prints=prints and number < PRINTED)
                met[name].questions += screen.questions
                met[name].results += screen.results
    return met


def play(page: Page, played: Round, base: str, *, prints: bool) -> Screen:
    """Answer every question of a round wrongly, as far as it can be, and see the result."""
    screen = Screen()
    for turn in played.turns.select_related("version").order_by("position"):
        turn.round = played
        screen.questions.append(_question(page, turn, base + turn.get_absolute_url()))
    page.goto(base + played.get_absolute_url())
    found = page.evaluate("() => measure.result()")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf())) if prints else 0
    screen.results.append(Ended(found["height"], found["words"], pages))
    return screen


def _question(page: Page, turn: Turn, address: str) -> Met:
    task, kind = turn.version.task, turn.version.kind
    page.goto(address)
    asked = page.evaluate("() => measure.asked()")
    wrong = min(itertools.islice(task.guesses(), GUESSES), key=task.grade)
    page.evaluate("(fields) => measure.answer(fields)", posted(turn, wrong))
    page.wait_for_selector("#verdict", state="attached")
    page.wait_for_function(
        "document.activeElement?.id === 'verdict'", timeout=SETTLED, polling="raf"
    )
    page.evaluate(STILL)
    seen = page.evaluate(
        "(right) => measure.answered(right)", task.right if kind == "choice" else ""
    )
    return Met(
        version=turn.version_id,
        kind=kind,
        prompt=turn.version.words,
        before=asked["before"],
        after=seen["after"],
        below=asked["below"],
        one_tap=asked["pressed"],
        explained=seen["explained"],
        right=seen["right"],
        taps=taps(task, asked),
        fades=seen["fades"],
    )


def posted(turn: Turn, response: Any) -> dict[str, list[str]]:
    """The fields of the form in which ``response`` is the answer, with their values."""
    task = turn.version.task
    match turn.version.kind:
        case "multiple":
            return {"response": list(response)}
        case "true_false":
            return {"response": [str(response).lower()]}
        case "ordering":
            offered = task.offered(turn.seed)
            return {
                f"place-{n}": [str(response.index(text) + 1)]
                for n, text in enumerate(offered, start=1)
            }
        case "matching":
            chosen = dict(response)
            return {f"match-{n}": [chosen[pair.left]] for n, pair in enumerate(task.pairs, start=1)}
    return {"response": [str(response)]}


def taps(task: Any, asked: dict[str, Any]) -> int:
    """Taps to answer rightly and go on. To type or slide a number counts as one."""
    if asked["pressed"]:
        return 2
    match task.name:
        case "multiple":
            fields = len(task.right)
        case "ordering":
            places = [task.solution().index(text) for text in asked["order"]]
            fields = max(1, sum(a > b for a, b in itertools.combinations(places, 2)))
        case "matching":
            fields = len(task.pairs) * (2 if asked["selects"] else 1)
        case _:
            fields = 1
    return fields + 2
