"""A real browser, with readers in it who are watched.

Every test fails when one of its pages breaks the Content-Security-Policy, throws,
or writes an error or a warning to the console, unless the test expects it:
``@pytest.mark.expects("422")`` lets pass what has these words in it. It fails as
well when a page asks another origin for anything, stores anything in the browser,
or gets a cookie that is not declared.
"""

import contextlib
import itertools
import os
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, TransactionTestCase
from django.utils.cache import patch_vary_headers
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from whitenoise import WhiteNoise

from quiz.models import Bank
from quiz.ops.one_piece import in_one_piece
from quiz.privacy import inventory
from quiz.web.middleware import resource_policy
from quiz.web.static import shorter
from tests.e2e.playing import ASKED, question
from tests.factories import BankFactory, TopicFactory

# The browser's driver runs an event loop in this thread, so Django would refuse its own database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PATIENCE = 15_000  # milliseconds: more than a busy machine needs
HEADLESS = ["chromium-headless-shell"]
WHOLE = ["chromium", "chromium-browser", "google-chrome"]
# Django's admin keeps an editor's theme, sidebar and open filters in the browser. It is not ours.
STORED = """async () => ({
    local: Object.keys(localStorage).filter(each => !(
        DESK && ["theme", "django.admin.navSidebarIsOpen"].includes(each))),
    session: Object.keys(sessionStorage).filter(each => !(
        DESK && each.startsWith("django.admin."))),
    databases: (await indexedDB.databases()).map(each => each.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
})"""
NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "workers": []}
COOKIES = {getattr(settings, name) for name in inventory.COOKIES}
TELL_OF_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', event =>"
    " console.error('CSP', event.violatedDirective, event.blockedURI))"
)
# What has just come can be pressed half a second later; tests that press only once need not wait.
AT_ONCE = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(".turn::after, .result::after { animation: none !important }");
document.adoptedStyleSheets = [sheet];
"""
# What a test does to a page or its browser for good; another test gets another one.
LASTING = {"once", "add_init_script", "new_cdp_session", "expose_binding", "expose_function"}
LASTING |= {"close", "add_locator_handler", "route_web_socket"}
# Who listens to a page or its browser, as long as its test goes on.
HEARD: WeakKeyDictionary[Any, list[tuple[str, Callable[[Any], Any]]]] = WeakKeyDictionary()
# What can be changed of any page. All else that a test wants is a matter of its browser.
LOOKS = {"viewport", "color_scheme", "contrast", "forced_colors"}
FINE = pytest.StashKey[bool]()
EMPTY = "/empty/"  # a page on which nothing happens, for the same process of the browser
AXE = "/axe.js"  # from our own host, so that a browser keeps it as it was compiled
AXE_FILE = Path(__file__).parent / "axe-4.14.1.min.js"
FOR_EVER = f"max-age={WhiteNoise.FOREVER}, public, immutable"
TEST, NUMBERS = "X-Test", itertools.count()
OPEN: set[HttpRequest] = set()  # what is being answered now


def stored(page: Page, *, desk: bool = False) -> dict[str, list[str]]:
    """What the page's origin has put into the browser beside cookies."""
    return page.evaluate(STORED.replace("DESK", str(desk).lower()))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects(*words): console messages that are no failure here")
    expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what its page said, which is half of finding out why."""
    report = yield
    if report.when == "call":
        item.stash[FINE] = report.passed
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page:
        with contextlib.suppress(Error):
            report.sections.append((f"The page {page.url}", page.inner_text("body")[:2000]))
    return report


def _installed(*names: str) -> dict[str, str]:
    """Where the first of these browsers is; if there is none, Playwright takes its own."""
    found = next(filter(None, map(shutil.which, names)), None)
    return {"executable_path": found} if found else {}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium without calls home; its headless shell, which takes half as long, if it is there."""
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, **_installed(*HEADLESS, *WHOLE), "args": quiet}


@pytest.fixture(scope="session")
def whole_browser(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The same with settings of its own, such as for cookies, which the headless shell has not."""
    return {**browser_type_launch_args, **(_installed(*WHOLE) or {"channel": "chromium"})}


@pytest.fixture(scope="session")
def base_url(live_server: Any) -> str:
    """Where every page's short addresses lead."""
    return live_server.url


@pytest.fixture(scope="session", autouse=True)
def _files_as_in_production() -> Iterator[None]:
    """Without needless spaces; and a browser need not ask again for a style sheet that it has.

    It may keep each for years, as what has its hash in its name: the day of the tests lies behind
    the browser's own, for which a file that may be kept for a day has come too late.
    """
    known, made = StaticFilesHandler.serve, cache(shorter)

    def serve(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = known(handler, request)
        if isinstance(response, FileResponse):
            name = request.path.removeprefix(settings.STATIC_URL)
            content = made(name, b"".join(response.streaming_content))
            response.streaming_content = [content]
            response["Content-Length"] = len(content)
        response["Cache-Control"] = FOR_EVER
        response["Cross-Origin-Resource-Policy"] = resource_policy(request)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", serve)
        patch.setattr(StaticFilesHandler, "__call__", in_one_piece(StaticFilesHandler.__call__))
        yield


def by_test(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., Any]:
    """No browser shows a page that it has kept from another test."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == EMPTY:
            return HttpResponse()
        if request.path == AXE:
            return FileResponse(AXE_FILE.open("rb"), headers={"Cache-Control": FOR_EVER})
        OPEN.add(request)
        try:
            response = get_response(request)
        finally:
            OPEN.remove(request)
        patch_vary_headers(response, [TEST])
        return response

    return answer


def answered() -> None:
    """Wait for what pages say as they are left.

    If its test were gone by then, its answer would log out the editor of the next one.
    """
    latest = time.monotonic() + PATIENCE / 1000
    while OPEN:
        assert time.monotonic() < latest, [request.path for request in OPEN]
        time.sleep(0.01)


@pytest.fixture(scope="session", autouse=True)
def _pages_by_test() -> Iterator[None]:
    known = settings.MIDDLEWARE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MIDDLEWARE", [*known[:2], f"{__name__}.by_test", *known[2:]])
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A database file, as in production; one in memory would be one connection for all."""
    file = tmp_path_factory.mktemp("e2e") / "quiz.sqlite3"
    connections["default"].settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session", autouse=True)
def _emptied_by_a_copy(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After each test the database is again what it was, in a tenth of the time of emptying it.

    What migrations put there, and permissions, need not be made anew.
    """
    with contextlib.closing(sqlite3.connect(":memory:")) as made:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            connection.connection.backup(made)
            connection.close()

        def restore(case: TransactionTestCase) -> None:
            answered()
            connection.ensure_connection()
            made.backup(connection.connection)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
            yield


@pytest.fixture
def watch(
    request: pytest.FixtureRequest, base_url: str
) -> Iterator[Callable[[BrowserContext], None]]:
    """Listens to every page of a browser, and fails the test for what should not be there."""
    heard: list[str] = []
    places: list[SplitResult] = []
    watched: list[BrowserContext] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda said: (
            heard.append(said.text) if said.type in ("error", "warning") else None
        ),
        "weberror": lambda thrown: heard.append(str(thrown.error)),
        "request": lambda asked: places.append(urlsplit(asked.url)),
    }

    def listen(context: BrowserContext) -> None:
        for event, listener in listeners.items():
            context.on(event, listener)
        watched.append(context)

    yield listen
    stash = request.node.stash
    fine, stash[FINE] = stash.get(FINE, False), False
    desk = any(place.path.startswith("/admin/") for place in places)
    for context in watched:
        with contextlib.suppress(Error):  # closed by its test
            # A question to the browser: what it said before has then arrived.
            names = {cookie["name"] for cookie in context.cookies()}
            assert names <= COOKIES
            for page in context.pages:
                if page.url.startswith(base_url):
                    assert stored(page, desk=desk) == NOTHING, page.url
        for event, listener in listeners.items():
            context.remove_listener(event, listener)
    assert {place.netloc for place in places} <= {urlsplit(base_url).netloc}
    marker = request.node.get_closest_marker("expects")
    expected = marker.args if marker else ()
    unexpected = [said for said in heard if not any(words in said for words in expected)]
    assert not unexpected, "\n".join(unexpected)
    stash[FINE] = fine


def speaks_up(context: BrowserContext) -> None:
    """Let a browser's pages tell of what their policy refuses, and wait no longer than need be."""
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TELL_OF_VIOLATIONS)


@pytest.fixture(scope="session")
def rested() -> defaultdict[str, list[Page]]:
    """Pages with nothing left of the tests that had them, by the settings of their browsers.

    To open one in a new browser takes as much time as three pages.
    """
    return defaultdict(list)


def rest(page: Page, **wanted: Any) -> None:
    """Leave nothing of a test in a page and its browser but the files that these have kept."""
    context = page.context
    for each in (page, context):
        for event, listener in HEARD.pop(each, ()):
            each.remove_listener(event, listener)
        for name in {"on", *LASTING} & {*vars(each)}:
            delattr(each, name)
        each.unroute_all()
    for other in context.pages:
        if other != page:
            other.close()
    context.set_offline(False)
    page.mouse.move(0, 0)
    page.goto(EMPTY)
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    context.clear_cookies()
    context.clear_permissions()
    look(page, **wanted)


def look(page: Page, **wanted: Any) -> None:
    """Give a page the size and the colours that a test wants."""
    page.set_viewport_size(wanted.get("viewport", {"width": 1280, "height": 720}))
    page.emulate_media(
        media="null",
        color_scheme=wanted.get("color_scheme", "light"),
        contrast=wanted.get("contrast", "no-preference"),
        forced_colors=wanted.get("forced_colors", "none"),
        reduced_motion=wanted["reduced_motion"],
    )


@pytest.fixture
def lend(
    request: pytest.FixtureRequest,
    browser: Browser,
    browser_context_args: dict[str, Any],
    rested: defaultdict[str, list[Page]],
) -> Iterator[Callable[..., Page]]:
    """A page in a browser with some settings, which ``watch`` hears; if there is one, a rested."""
    lent: list[tuple[Page, dict[str, Any], list[Page]]] = []
    changed: set[BrowserContext] = set()

    def hearing(each: Page | BrowserContext) -> None:
        known = each.on

        def hears(event: str, listener: Callable[[Any], Any]) -> None:
            HEARD.setdefault(each, []).append((event, listener))
            known(event, listener)

        each.on = hears

    def marking(each: Page | BrowserContext, name: str, context: BrowserContext) -> None:
        known = getattr(each, name)

        def marks(*args: Any, **kwargs: Any) -> Any:
            changed.add(context)
            return known(*args, **kwargs)

        setattr(each, name, marks)

    def take(watch: Callable[..., None], *, hurried: bool, **wanted: Any) -> Page:
        # A screen larger than its window has only what was opened so.
        looks = set() if "screen" in wanted else LOOKS & {*wanted}
        its = {name: value for name, value in wanted.items() if name not in looks}
        resting = rested[repr((hurried, sorted(its.items())))]
        if resting:
            page = resting.pop()
        else:
            context = browser.new_context(**browser_context_args, **its)
            speaks_up(context)
            if not hurried:
                context.add_init_script(AT_ONCE)
            page = context.new_page()
        if looks:
            look(page, **wanted)
        headers = {**wanted.get("extra_http_headers", {}), TEST: str(next(NUMBERS))}
        page.context.set_extra_http_headers(headers)
        watch(page.context)
        for each in (page, page.context):
            for name in LASTING & {*dir(each)}:
                marking(each, name, page.context)
            hearing(each)
        lent.append((page, its, resting))
        return page

    yield take
    for page, its, resting in lent:
        if request.node.stash.get(FINE, False) and page.context not in changed:
            rest(page, **its)
            resting.append(page)
        else:
            page.context.close()


@pytest.fixture
def reader(
    lend: Callable[..., Page], live_server: Any, watch: Callable[..., None]
) -> Callable[..., Page]:
    """Opens a page in a browser of its own: ``reader(java_script_enabled=False)``.

    With ``hurried`` presses that come too soon are not let through, as in any browser.
    """

    def arrive(*, hurried: bool = False, **wanted: Any) -> Page:
        # With less motion, as pressing waits for no animation.
        return lend(watch, hurried=hurried, **{"reduced_motion": "reduce", **wanted})

    return arrive


@pytest.fixture
def page(reader: Callable[..., Page]) -> Page:
    return reader()


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    """A bank that asks one question of each kind, in two topics."""
    bank = BankFactory(ref="small", title="A small bank")
    topics = [TopicFactory(bank=bank, ref=f"topic-{n}", title=f"Topic {n}") for n in (1, 2)]
    for number, kind in enumerate(ASKED):
        question(kind, bank=bank, topic=topics[number % 2])
    return bank


@pytest.fixture
def editor(transactional_db: None, page: Page, base_url: str, settings: Any) -> Page:
    """A page whose user is logged in to the editors' desk of a team of one."""
    settings.FOUR_EYES = False
    client = Client()
    client.force_login(User.objects.create_superuser("editor", password="a long pass phrase"))
    names = (settings.SESSION_COOKIE_NAME, settings.LOGIN_COOKIE_NAME)
    page.context.add_cookies(
        [
            {"name": name, "value": client.cookies[name].value, "url": base_url, "httpOnly": True}
            for name in names
        ]
    )
    return page
