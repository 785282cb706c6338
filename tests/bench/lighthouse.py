"""``make lighthouse``: scores of every page that readers see, on Lighthouse's slow phone.

And on such a phone, how long a reader waits for the next question after a tap on "Next".

Needs npm and Chromium. Lighthouse is installed into a temporary folder, or taken
from ``LIGHTHOUSE``, the folder of an earlier ``npm install lighthouse``.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.reader import Reader
from tests.server import Server

VERSION = "13.5.0"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --no-first-run"
)


def pages(port):
    """The pages with their names; those that differ by reader are not indexed."""
    reader = Reader(port, 0, ref="privacy")
    reader.bank()
    reader.start()
    turn = reader.at
    reader.turn()
    waiting = Reader(port, 1, ref="privacy")
    waiting.bank()
    waiting.start()
    while reader.form is not None:
        reader.answer()
    reader.result()
    public = {
        "home": "/", "bank": "/banks/privacy/", "rules": "/rules/", "privacy": "/privacy/",
        "corrections": "/corrections/",
    }  # fmt: skip
    private = {
        "question": waiting.at, "answered question": turn, "result": reader.at,
        "scores": "/scores/", "your data": "/your-data/",
        "what your browser gives away": "/your-browser/", "lab": "/lab/",
    }  # fmt: skip
    return public, private


# Milliseconds from the tap until the next question has been painted.
TAP = """
async () => {
  const before = document.querySelector("h1").textContent;
  const began = performance.now();
  document.getElementById("next-link").click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  if (document.querySelector("h1").textContent === before) throw new Error("nothing happened");
  return performance.now() - began;
}
"""


def taps(port, chromium):
    """How long each "Next" of a round takes, as Lighthouse imagines a slow phone on slow 4G."""
    waits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(**playwright.devices["Moto G4"])
        throttle = page.context.new_cdp_session(page)
        throttle.send("Network.enable")
        slow = {"latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 93_750}
        throttle.send("Network.emulateNetworkConditions", {"offline": False, **slow})
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"http://127.0.0.1:{port}/banks/privacy/")
        page.locator("button[name=number][value='10']").click()
        for number in range(1, 10):
            page.wait_for_url(f"**/{number}/")
            page.get_by_role("button", name="Not sure").click()
            page.locator("#verdict").wait_for()
            waits.append(page.evaluate(TAP))
        browser.close()
    return waits


def main():
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("chrome")
    if not (shutil.which("npm") and chromium):
        sys.stdout.write("Lighthouse needs npm and Chromium.\n")
        return
    folder = Path(tempfile.mkdtemp(prefix="quiz-lighthouse-"))
    installed = Path(os.environ.get("LIGHTHOUSE", folder))
    server = Server(folder)
    try:
        if not (installed / "node_modules").exists():
            install = ["npm", "install", "--silent", "--prefix", folder, f"lighthouse@{VERSION}"]
            subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        server.prepare().start()
        public, private = pages(server.port)
        report = folder / "report.json"
        for number, (name, path) in enumerate((public | private).items()):
            command = [
                "node", installed / "node_modules/lighthouse/cli/index.js",
                f"http://127.0.0.1:{server.port}{path}", "--quiet", "--output=json",
                f"--output-path={report}", "--no-enable-error-reporting",
                f"--chrome-flags={FLAGS}",
            ]  # fmt: skip
            if path in private.values():
                command.append("--skip-audits=is-crawlable")
            environment = {**os.environ, "CHROME_PATH": chromium}
            if subprocess.run(command, env=environment).returncode:  # a busy machine
                subprocess.run(command, env=environment, check=True)
            found = json.loads(report.read_text())
            scores = {
                each["title"]: "–" if each["score"] is None else f"{100 * each['score']:.0f}"
                for each in found["categories"].values()
            }
            blocked = found["audits"]["total-blocking-time"]["numericValue"]
            if number == 0:
                head = ["page", *scores, "blocking time, ms"]
                rule = ["---", *["---:"] * (len(head) - 1)]
                sys.stdout.write(f"| {' | '.join(head)} |\n| {' | '.join(rule)} |\n")
            sys.stdout.write(f"| {' | '.join([name, *scores.values(), f'{blocked:.0f}'])} |\n")
            sys.stdout.flush()
            for category in found["categories"].values():
                for ref in category["auditRefs"]:
                    audit = found["audits"][ref["id"]]
                    if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                        sys.stderr.write(f"{name}: {audit['title']}\n")
        waits = taps(server.port, chromium)
        sys.stdout.write(
            f"\n“Next” on slow 4G with a slow processor: the question is there after "
            f"{statistics.median(waits):.0f} ms, at most {max(waits):.0f} ms ({len(waits)} taps).\n"
        )
    finally:
        server.discard()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
