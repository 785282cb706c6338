"""Measures all live questions on four screens and prints the table; takes some twenty minutes.

``--questions 20`` measures so many of each bank. Answers are wrong and are sent by the page's own
script; rounds are drawn from the bank that opens the home page. The server and its database are
made for it and thrown away.
"""

import argparse
import os
import shutil
import sys
import tempfile

import django
from playwright.sync_api import sync_playwright

from tests.server import Server

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, help="of each bank; all without it")
    most = parser.parse_args().questions
    with tempfile.TemporaryDirectory() as folder, Server(folder) as server:
        server.prepare().start()
        os.environ.update(server.environment, DJANGO_ALLOW_ASYNC_UNSAFE="true")
        django.setup()
        from tests.measure import pages, rounds, table

        chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            base = f"http://127.0.0.1:{server.port}"
            met = pages.screens(browser, base, lambda: rounds.of_all_questions(most))
        sys.stdout.write(table.said(table.rows(met, rounds.drawn())) + "\n")


if __name__ == "__main__":
    main()
