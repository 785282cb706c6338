"""A reader with a browser and htmx: reads the page that came and does what it offers."""

import gzip
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from urllib.parse import urlencode

from lxml import html

BANK = "bench"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
    "Accept-Language": "en-GB,en;q=0.9",
    "Accept-Encoding": "gzip, deflate, br",
    "Sec-Fetch-Site": "same-origin",
}
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}
SWAP = {
    "Accept": "text/html",
    "Sec-Fetch-Mode": "same-origin",
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Source": "form",
    "HX-Target": "article#turn",
}


@dataclass
class Sample:
    """One request: its step, seconds to the last byte, bytes each way and the status."""

    step: str
    seconds: float
    status: int
    weight: int
    queries: int | None = None


class Failed(Exception):
    """The server did not do what a reader may expect."""


@dataclass
class Reader:
    port: int
    seed: int
    cookies: dict = field(default_factory=dict)
    samples: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    page: object = None
    at: str = "/"
    ref: str = BANK

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.cached = set()
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, step, path, fields=None, headers=PAGE, expected=(200,)):
        """One request on the kept connection; the response and its body."""
        sent = BROWSER | headers
        if self.at:
            sent["Referer"] = f"http://127.0.0.1:{self.port}{self.at}"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        began = time.perf_counter()
        try:
            response, content = self.send(path, body, sent)
        except (OSError, HTTPException) as error:
            self.connection.close()
            self.errors.append(f"{step}: {type(error).__name__}")
            raise Failed from None
        seconds = time.perf_counter() - began
        head = 17 + sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        queries = response.getheader("X-Queries")
        self.samples.append(
            Sample(step, seconds, response.status, head + len(content), queries and int(queries))
        )
        if response.status not in expected:
            self.errors.append(f"{step}: {response.status}")
            raise Failed
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.getheader("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return response, content

    def send(self, path, body, headers):
        method = "GET" if body is None else "POST"
        kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, RemoteDisconnected):
            # The server had closed a connection that was idle; browsers make another.
            self.connection.close()
            if not kept:
                raise
            return self.send(path, body, headers)
        return response, response.read()

    def read(self, step, path, **options):
        """A page with the files it names that the browser has not got yet."""
        response, content = self.ask(step, path, **options)
        self.at, self.page = (
            path,
            html.fromstring(content, parser=html.HTMLParser(encoding="utf-8")),
        )
        return response

    def load_files(self):
        for file in self.page.xpath(
            "//head/link[not(@rel='canonical' or @rel='alternate')]/@href | //head/script/@src"
        ):
            if file not in self.cached:
                self.cached.add(file)
                self.ask("files", file, headers={"Accept": "*/*", "Sec-Fetch-Mode": "no-cors"})

    def nothing(self):
        """The yardstick, without compression, which would make it dearer."""
        self.ask("nothing", "/nothing/", headers={"Accept-Encoding": "identity"})

    # The steps of a round

    def home(self):
        self.tag = self.read("home", "/").getheader("ETag")

    def home_again(self):
        """What a browser or a CDN asks that has the page and wants to know if it still holds."""
        self.ask("home again", "/", headers=PAGE | {"If-None-Match": self.tag}, expected=(304,))

    def bank(self):
        """The page of the bank, which offers a round; the first page asks a question."""
        self.read("bank", f"/banks/{self.ref}/")

    def start(self):
        """Press the button on the page of the bank, or on that of a result."""
        form = self.page.xpath("//form[.//button[@name='number']]")[0]
        response, _ = self.ask("start", form.get("action"), {"number": "10"}, expected=(302,))
        self.at = response.getheader("Location")

    def turn(self):
        self.read("turn", self.at)
        self.form = self.page.xpath("//article[@id='turn']/form[contains(@class, 'question')]")[0]

    def answer(self):
        """Answer the question as htmx sends it, and go to the one that came with the feedback."""
        here = {"HX-Current-URL": f"http://127.0.0.1:{self.port}{self.at}"}
        path = self.form.get("hx-post")
        fields = self.filled_in(self.form)
        _, content = self.ask("answer", path, fields, headers=SWAP | here)
        self.page = html.fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
        following = self.page.xpath("//a[@id='next-link']/@href")
        if not following:
            self.errors.append("answer: no way on")
            raise Failed
        self.at = following[0]
        forms = self.page.xpath("//template[@id='next']//form[contains(@class, 'question')]")
        self.form = forms[0] if forms else None
        if self.form is None:
            self.samples[-1].step = "last answer"

    def result(self):
        self.read("result", self.at)
        if not self.page.xpath("//*[contains(@class, 'score')]"):
            self.errors.append("result: no score")

    def play(self, until=None):
        """A whole round; left early when ``until`` has passed."""
        with suppress(Failed):
            self.start()
            self.turn()
            while self.form is not None:
                if until and time.perf_counter() > until:
                    return
                self.answer()
            self.result()

    def filled_in(self, form):
        """Fields for a form: some answer, or one time in ten "not sure"."""
        if self.chance.random() < 0.1:
            return [("unsure", "1")]
        options = form.xpath(".//button[@name='response']")
        if options:
            return [("response", self.chance.choice(options).get("value"))]
        ticks = form.xpath(".//input[@type='checkbox']")
        if ticks:
            return [("response", tick.get("value")) for tick in self.chance.sample(ticks, 2)]
        numbers = form.xpath(".//input[@data-low]")
        if numbers:
            low, high = float(numbers[0].get("data-low")), float(numbers[0].get("data-high"))
            return [("response", f"{self.chance.uniform(low, high):.2f}")]
        radios = form.xpath(".//input[@type='radio']")
        if radios:
            offered = list(dict.fromkeys(radio.get("value") for radio in radios))
            names = list(dict.fromkeys(radio.get("name") for radio in radios))
            return list(zip(names, self.chance.sample(offered, len(names)), strict=True))
        selects = form.xpath(".//select")
        offered = [option.get("value", option.text) for option in selects[0].xpath("./option")]
        chosen = self.chance.sample([value for value in offered if value], len(selects))
        return [(select.get("name"), value) for select, value in zip(selects, chosen, strict=True)]
