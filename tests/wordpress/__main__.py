"""Pastes addresses of the quiz into articles of a real WordPress, and presses what comes of them.

WordPress knows nothing of the quiz: it finds the oEmbed answer by itself, and lets the frame of it
run scripts and nothing else. The card has to be seen, to answer, and to lead on.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.server import Server
from tests.wordpress.site import PACKAGES, Site, missing


def main() -> None:
    if missing():
        sys.stdout.write(f"WordPress is not here. As root:\n\n    apt-get install {PACKAGES}\n\n")
        sys.exit(1)
    with tempfile.TemporaryDirectory() as data, Server(data) as server:
        server.prepare().start()
        quiz = f"http://localhost:{server.port}"
        bank = server.query("SELECT ref FROM quiz_bank WHERE state = 'listed' ORDER BY ref")[0][0]
        _until_it_has_a_day(server)
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
            site = Site(Path(folder), server.port)
            browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            with site.running():
                for path in ("/today/", f"/banks/{bank}/"):
                    page = browser.new_page(viewport={"width": 1000, "height": 1200})
                    said: list[str] = []
                    page.on("console", lambda each, said=said: said.append(each.text))
                    done = look(page, site.article(quiz + path), quiz)
                    assert not [each for each in said if "localhost" in each], said
                    assert page.context.cookies(quiz) == []
                    sys.stdout.write(f"{path}: {done}\n")
                    page.close()
            browser.close()
        rounds = server.query("SELECT COUNT(*) FROM quiz_round")[0][0]
        assert rounds == 0, "a card begins no round"
        sys.stdout.write("No round, no cookie, no error in the console.\n")


def look(page: Page, article: str, quiz: str) -> str:
    """What is seen of the card in ``article``, with one answer and one step on."""
    page.goto(article)
    frame = page.locator("iframe.wp-embedded-content")
    expect(frame).to_have_attribute("sandbox", "allow-scripts")
    expect(frame).to_be_visible()
    card = page.frame_locator("iframe.wp-embedded-content")
    asked = card.locator("h2").inner_text()
    before = int(frame.get_attribute("height") or 0)
    assert 200 < before <= 1000
    card.locator("button.option").first.click()
    expect(card.locator("#verdict")).to_be_visible()
    expect(card.locator(".explanation")).to_be_visible()
    expect(card.locator(".origin").first).to_be_visible()
    verdict = card.locator("#verdict .word").inner_text()
    after = int(frame.get_attribute("height") or 0)
    for folder in sys.argv[1:]:  # where somebody wants to look at it
        page.screenshot(path=Path(folder) / f"wordpress-{len(asked)}.png")
    card.get_by_role("link", name="Play").click()
    page.wait_for_url(f"{quiz}/**")
    return f"“{asked}” {before} px, “{verdict}” {after} px, led to {page.url.removeprefix(quiz)}"


def _until_it_has_a_day(server: Server) -> None:
    """The housekeeping, which the server has started, chooses the questions of days."""
    for _ in range(300):
        if server.query("SELECT COUNT(*) FROM quiz_dailyquestion")[0][0]:
            return
        time.sleep(0.1)
    raise AssertionError("no question of a day")


def _chromium() -> str | None:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


if __name__ == "__main__":
    main()
