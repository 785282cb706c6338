"""Plays a round with each kind in every browser that is there, and says what each was seen to do.

The round is answered rightly, with what a reader presses and types: the verdict has to say so,
in the page that was there, and to have the focus; the cookie of the start has to be kept.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import django

from tests.browsers import card
from tests.browsers.driver import Browser, firefox, webkit
from tests.publisher import publishing
from tests.server import Server


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Server(folder) as server:
        server.prepare().start()
        os.environ.update(server.environment)
        django.setup()
        missing = [name for name, wanted in WANTED.items() if not all(map(shutil.which, wanted))]
        for opened, scripts in browsers(missing):
            with tempfile.TemporaryDirectory() as profile, opened(Path(profile)) as browser:
                quiz = f"http://localhost:{server.port}"
                done = play(browser, quiz, scripts=scripts)
                embedded = embed(browser, f"localhost:{server.port}", scripts=scripts)
                sys.stdout.write(f"{browser.name}: {done}, {embedded}\n")
                if scripts:
                    with publishing() as publisher:
                        done = card.look(browser, f"{quiz}/embed/banks/faces/card/", publisher)
                    sys.stdout.write(f"{browser.name}: {done}\n")
        for name in missing:
            sys.stdout.write(f"{name} is not here: install {' and '.join(PACKAGES[name])}.\n")
        sys.exit(len(missing) == len(WANTED))


WANTED = {"Firefox": ["firefox-esr"], "WebKitGTK": ["WebKitWebDriver", "xvfb-run"]}
PACKAGES = {"Firefox": ["firefox-esr"], "WebKitGTK": ["webkit2gtk-driver", "xvfb"]}


def browsers(
    missing: list[str],
) -> Iterator[tuple[partial[AbstractContextManager[Browser]], bool]]:
    """What opens each browser, and whether its pages run scripts."""
    if "Firefox" not in missing:
        yield partial(firefox, scripts=True), True
        yield partial(firefox, scripts=False), False
    if "WebKitGTK" not in missing:
        yield partial(webkit), True


def play(browser: Browser, base: str, *, scripts: bool) -> str:
    """Start a round, find it again by its cookie, and answer one question of each kind."""
    browser.open(base)
    browser.press("main form button.large, main form button")
    browser.one("#turn h1")
    browser.open(f"{base}/scores/")
    browser.one("main a[href*='/rounds/']")
    turns = one_of_each()
    browser.open(base + turns[0].get_absolute_url())
    for turn in turns:
        answer(browser, turn, scripts=scripts)
    browser.one("h1", "Your result")
    browser.one(".score")
    kinds = ", ".join(turn.version.kind for turn in turns)
    return f"start, cookie, {kinds}, result"


def embed(browser: Browser, host: str, *, scripts: bool) -> str:
    """Play a round in the frame that the desk's lines make of a page of another host.

    First in the frame as it is, then in one without an origin. It is as high as what is in it.
    """
    from django.test import RequestFactory

    from quiz.models import Bank
    from quiz.syndication.snippet import SANDBOX, snippet

    bank = Bank.objects.all()[0]
    request = RequestFactory(headers={"Host": host}).get("/")
    lines = snippet(request, f"/embed/banks/{bank.ref}/", bank.title)
    fits = (
        "return Math.ceil(document.documentElement.getBoundingClientRect().height) === innerHeight"
    )
    for sandbox in (SANDBOX, "allow-scripts allow-forms"):
        with publishing() as publisher:
            publisher.article = lines.replace(SANDBOX, sandbox)
            home = f"http://{host}"
            publisher.policy = f"default-src 'none'; frame-src {home}; script-src {home}"
            browser.open(publisher.url)
            browser.one("iframe")
            browser.enter_frame()
            browser.click("button[value='5']")
            for _ in range(5):
                browser.click("button[name='unsure']")
                browser.one("#verdict", "Not sure")
                if scripts:
                    browser.wait(partial(browser.run, fits), "the frame is as high as the verdict")
                browser.click("#next-link")
            browser.one("h1", "Your result")
            if scripts:
                browser.wait(partial(browser.run, fits), "the frame is as high as the result")
            browser.leave_frame()
    return "embed, embed without an origin"


def one_of_each() -> list[Any]:
    """The turns of a new round with one live question of each kind."""
    from django.utils import timezone

    from quiz.models import Bank, Round
    from quiz.play import question_index

    bank, on = Bank.objects.all()[0], timezone.localdate()
    first: dict[str, int] = {}
    for entry in question_index.index(bank, on).entries:
        first.setdefault(entry.kind, entry.version)
    played = Round.begin([*first.values()], bank=bank, wanted=len(first), started_on=on)
    return list(played.turns.select_related("version").order_by("position"))


def answer(browser: Browser, turn: Any, *, scripts: bool) -> None:
    """Answer rightly, see the verdict where it belongs, and go on."""
    if scripts and turn.position == 1:
        browser.run("window.stayed = true")
    fill_in(browser, turn, scripts=scripts)
    browser.one("#verdict", "Right.")
    browser.one(".explanation")
    if scripts:
        assert browser.run("return window.stayed"), f"{browser.name}: another page was loaded"
        browser.wait(
            lambda: browser.run("return document.activeElement.id") == "verdict",
            "the verdict has the focus",
        )
    browser.press("#next-link")
    browser.wait(lambda: not browser.find("#verdict"), "the next question")


def fill_in(browser: Browser, turn: Any, *, scripts: bool) -> None:
    task = turn.version.task
    solution = task.solution()
    match turn.version.kind:
        case "choice":
            browser.press("button.option", solution)
            return
        case "true_false":
            browser.press("button.option", "True" if solution else "False")
            return
        case "multiple":
            for text in solution:
                browser.press("label.option", text)
        case "estimate":
            browser.write("#response", str(solution))
        case "ordering":
            put_in_order(browser, task.offered(turn.seed), solution, scripts=scripts)
        case "matching":
            for number, (_left, right) in enumerate(solution, start=1):
                pair = f"[name='match-{number}']"
                value = f"[value={json.dumps(right)}]"
                browser.press(f"input{pair}{value} ~ .letter")
    browser.press("button.check")


def put_in_order(browser: Browser, offered: list[str], wanted: list[str], *, scripts: bool) -> None:
    """Move the items up with their buttons; where no script runs, choose a place for each."""
    if not scripts:
        for number, text in enumerate(offered, start=1):
            place = wanted.index(text) + 1
            browser.press(f"select[name='place-{number}'] option[value='{place}']")
        return
    order = list(offered)
    if order == wanted:
        browser.press("ol.items ~ button")
    for place, text in enumerate(wanted):
        for _ in range(order.index(text) - place):
            browser.press(f"button[aria-label={json.dumps(f'Move up: {text}')}]")
        order.remove(text)
        order.insert(place, text)


if __name__ == "__main__":
    main()
