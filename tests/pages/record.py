"""The walk through every page, and what is kept of each."""

import json
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse
from django_otp.oath import TOTP

from quiz.models import Bank, Question, Report, Round, Version
from tests import addresses, cookies
from tests.factories import QuestionFactory, make_round
from tests.pages import world
from tests.pages.seen import Page, seen
from tests.pages.world import KINDS, RESPONSES, TODAY

HTMX = {"HX-Request": "true"}
BROWSER = {"User-Agent": "A browser", "Accept-Language": "de, en;q=0.8", "Sec-GPC": "1"}
GIFT = """\
// [id:new-one]
::New::The ban held in that year. {T#It was forgotten.####It did.}

What is left? {=This ~That}
"""


def browser(**more: Any) -> Client:
    """A page that is broken is written down too, as people see it."""
    return Client(headers=BROWSER, raise_request_exception=False, **more)


class Chance:
    """The machine's randomness, the same each time after ``begin`` with the same name."""

    def __init__(self) -> None:
        self.begin("")

    def begin(self, name: str) -> None:
        self.source = random.Random(name)

    def bytes(self, number: int) -> bytes:
        return self.source.randbytes(number)

    @contextmanager
    def ruling(self) -> Iterator[None]:
        true_random = random.Random

        class Seeded(true_random):
            def __init__(self, seed: Any = 0) -> None:
                super().__init__(seed)

        with (
            patch("os.urandom", self.bytes),
            patch("random._urandom", self.bytes),
            patch("django_otp.util.urandom", self.bytes),
            patch("random.Random", Seeded),
        ):
            yield


class Walk:
    """Asks for pages by name and keeps what they show."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.pages: dict[str, dict[str, Any]] = {}

    def get(self, name: str, client: Client, path: str, **more: Any) -> Any:
        """The second answer counts: the first may read what a process keeps."""
        client.get(path, **more)
        return self.ask(name, client.get, path, **more)

    def once(self, name: str, client: Client, path: str) -> Any:
        return self.ask(name, client.get, path)

    def post(self, name: str, client: Client, path: str, data: Any = None, **more: Any) -> Any:
        return self.ask(name, client.post, path, data or {}, **more)

    def ask(self, name: str, method: Any, path: str, *data: Any, **more: Any) -> Any:
        assert name not in self.pages, name
        cache.clear()
        caches["desk"].clear()
        self.chance.begin(name)
        with CaptureQueriesContext(connection) as queries:
            response = method(path, *data, **more)
        self.pages[name] = seen(response, len(queries))
        return response


def record(out: Path) -> None:
    """Write what every page shows to ``out``, as one JSON object by the pages' names."""
    chance = Chance()
    logging.disable()  # errors are asked for on purpose
    cookies.let_logins_begin()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with chance.ruling(), time_machine.travel(f"{TODAY} 12:00", tick=False):
            walk = Walk(chance)
            people = world.everybody()
            before_play(walk)
            world.shipped()
            desk = browser()
            desk.force_login(people.publisher)
            statistics(walk, desk, "simulated")
            world.demo_is_real()
            statistics(walk, desk, "real")
            world.small_bank()
            turns(walk)
            results(walk)
            own_pages(walk)
            beside(walk)
            errors(walk)
            shipped_questions(walk)
            desk_of_questions(walk, people)
            desk_of_corrections(walk, desk)
            desk_of_files(walk, desk)
            every_address(walk, desk)
            the_door(walk)
    finally:
        teardown_databases(databases, verbosity=0)
    out.write_text(json.dumps(walk.pages, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(walk.pages)} pages in {out}")  # noqa: T201


def before_play(walk: Walk) -> None:
    reader = browser()
    walk.get("home with no bank", reader, "/")
    empty = world.BankFactory(ref="empty", title="Nothing yet")
    walk.get("home with nothing live", reader, "/")
    walk.get("bank with nothing live", reader, "/banks/empty/")
    walk.post("start with nothing live", reader, "/banks/empty/start/")
    empty.delete()
    walk.get("corrections, none", reader, "/corrections/")
    walk.get("scores without a cookie", reader, "/scores/")
    walk.get("your data without a cookie", reader, "/your-data/")
    walk.get("privacy before any round", reader, "/privacy/")


def posted(asked: Any, kind: str, response: Any) -> dict[str, Any]:
    """The fields in which a browser sends ``response``, read off the page of the question."""
    html = asked.content.decode()
    if kind == "true_false":
        return {"response": str(response).lower()}
    if kind in ("ordering", "matching"):
        labels = re.findall(r'<label for="\d+-([^"]+)">([^<]*)</label>', html)
        if kind == "matching":
            return {name: dict(response).get(text, "") for name, text in labels}
        return {name: str(response.index(text) + 1) for name, text in labels}
    return {"response": response}


def turns(walk: Walk) -> None:
    """Each kind in each state, as a page and as a fragment, before another and as the last."""
    for kind in KINDS:
        reader = browser()
        played = make_round(f"{kind} choice", bank=Bank.objects.get(ref="small"))
        url = f"/rounds/{played.key}/1/"
        asked = walk.get(f"turn, {kind} asked", reader, url)
        walk.get(f"turn, {kind} asked, fragment", reader, url, headers=HTMX)
        walk.post(f"turn, {kind} refused", reader, url)
        walk.post(f"turn, {kind} refused, fragment", reader, url, headers=HTMX)
        walk.post(f"turn, {kind} odd", reader, url, {"response": "nothing that was offered"})
        for verdict, response in {**RESPONSES[kind], "unsure": None}.items():
            for manner in ("page", "fragment", "last"):
                two = kind if manner == "last" else f"{kind} choice"
                played = make_round(two, bank=Bank.objects.get(ref="small"))
                url = f"/rounds/{played.key}/1/"
                asked = reader.get(url)
                data = {"unsure": "1"} if response is None else posted(asked, kind, response)
                name, headers = f"turn, {kind} {verdict}, {manner}", HTMX
                if manner == "page":
                    walk.post(f"{name}, sent", reader, url, data)
                    walk.get(name, reader, url)
                    walk.get(f"{name}, kept", reader, f"{url}?kept")
                    walk.get(f"result, {kind} {verdict}, under way", reader, url[:-2])
                else:
                    walk.post(name, reader, url, data, headers=headers)
                if manner == "last":
                    walk.get(f"result, {kind} {verdict}", reader, url[:-2])
    played = make_round("choice", wanted=10)
    walk.get("turn of a short round", reader, f"/rounds/{played.key}/1/")
    played = make_round("choice estimate", wanted=10)
    walk.get("turn of a short round of two", reader, f"/rounds/{played.key}/1/")
    walk.post("turn, sent twice", reader, f"/rounds/{played.key}/1/", {"unsure": "1"})
    walk.post(
        "turn, answered otherwise", reader, f"/rounds/{played.key}/1/", {"response": "Eight"},
        headers=HTMX,
    )  # fmt: skip
    walk.post("stop", reader, f"/rounds/{played.key}/stop/")
    walk.get("turn of an ended round", reader, f"/rounds/{played.key}/2/")
    walk.get("turn that is not there", reader, f"/rounds/{played.key}/3/")


def results(walk: Walk) -> None:
    reader = browser()
    small = Bank.objects.get(ref="small")
    played = make_round(" ".join(KINDS), bank=small)
    for turn in played.turns.order_by("position").select_related("version"):
        parts = list(RESPONSES[turn.version.kind].values())
        turn.answer([*parts, None][turn.position % (len(parts) + 1)], TODAY)
    played.finish(TODAY)
    url = f"/rounds/{played.key}/"
    walk.get("result of each kind", reader, url)
    walk.get("result, one opened", reader, f"{url}?answer=2")
    walk.post("result, about us", reader, url, {"recorded": ["answers", "address"]})
    walk.post("result, about us, fragment", reader, url, {"recorded": ["days"]}, headers=HTMX)
    walk.post("practise", reader, f"{url}practise/")
    for name, responses in {"all right": ["right"] * 4, "none": []}.items():
        played = make_round("choice estimate ordering matching", bank=small)
        for turn, response in zip(played.turns.order_by("position"), responses, strict=False):
            turn.answer(RESPONSES[turn.version.kind][response], TODAY)
        played.stop(TODAY)
        walk.get(f"result, {name}", reader, f"/rounds/{played.key}/")
    for kind, spec in {"key": world.OTHER_KEY, "wording": world.SPECS["choice"]}.items():
        played, _correction = world.corrected(kind, spec)
        walk.get(f"turn, corrected in its {kind}", reader, f"/rounds/{played.key}/1/")
        walk.get(f"result, corrected in its {kind}", reader, f"/rounds/{played.key}/")
    walk.get("corrections", reader, "/corrections/")
    walk.get("corrections feed", reader, "/corrections/feed/")


def own_pages(walk: Walk) -> None:
    """The pages of a browser that has played, and of a round by its address."""
    reader = browser()
    walk.post("start", reader, "/banks/small/start/", {"number": "3"})
    first = Round.objects.latest("id")
    walk.get("scores, nothing finished", reader, "/scores/")
    for position in (1, 2, 3):
        reader.post(f"/rounds/{first.key}/{position}/", {"unsure": "1"})
    walk.post("start a topic", reader, "/banks/small/start/", {"topic": "t1"})
    walk.get("scores", reader, "/scores/")
    walk.get("your data", reader, "/your-data/")
    walk.get("your data, download", reader, "/your-data/download/")
    url = f"/rounds/{first.key}/"
    walk.get("data of a round", reader, f"{url}data/")
    walk.get("report, asked", reader, f"{url}1/report/")
    walk.get("report, asked in place", reader, f"{url}1/report/", headers=HTMX)
    walk.get("report, asked on a result", reader, f"{url}1/report/?from=result")
    walk.get("report of what is not answered", reader, f"{url}9/report/")
    walk.post("report, refused", reader, f"{url}1/report/", {"text": "Odd"})
    walk.post("report, refused in place", reader, f"{url}1/report/", {"text": "é" * 3000},
              headers=HTMX)  # fmt: skip
    data = {"reason": "other", "text": "It\nis odd", "from": "result"}
    walk.post("report, sent", reader, f"{url}1/report/", data)
    walk.post("report, sent twice", reader, f"{url}1/report/", data, headers=HTMX)
    walk.post("report, sent in place", reader, f"{url}2/report/", data, headers=HTMX)
    walk.get("turn that is reported", reader, f"{url}1/?reported&twice")
    walk.get("result with reports", reader, f"{url}?answer=1&twice")
    for state in ("accepted", "dismissed"):
        played = world.reported("other", "Two\nlines", state)
        walk.get(f"turn with a report that was {state}", reader, f"/rounds/{played.key}/1/")
    other = browser()
    for name, path in {"turn": f"{url}1/", "result": url, "data": f"{url}data/"}.items():
        walk.get(f"{name} of a round of another browser", other, path)
    other.cookies["quiz"] = reader.cookies["quiz"].value
    walk.post("data of a round, erased", reader, f"{url}data/erase/")
    walk.get("data of a round that was erased", reader, f"{url}data/?erased")
    walk.post("your data, erased", reader, "/your-data/erase/")
    walk.get("your data that was erased", reader, "/your-data/?erased")
    walk.get("scores that were erased", reader, "/scores/")
    walk.post("start under an erased number", other, "/banks/small/start/", {"number": "3"})


def beside(walk: Walk) -> None:
    reader = browser()
    for path in ("/", "/rules/", "/lab/", "/privacy/", "/your-browser/", "/favicon.ico"):
        walk.get(f"page {path}", reader, path)
    for bank in Bank.objects.order_by("ref"):
        if not bank.ref.startswith("bank-"):
            walk.get(f"bank {bank.ref}", reader, f"/banks/{bank.ref}/")
    etag = reader.get("/").headers["ETag"]
    walk.get("home that has not changed", reader, "/", headers={"If-None-Match": etag})
    call_command("housekeeping", verbosity=0)
    walk.get("privacy after a clean-up", reader, "/privacy/")


def errors(walk: Walk) -> None:
    reader = browser()
    walk.post("400", reader, "/banks/small/start/", {"number": "99"})
    walk.post("400, topic", reader, "/banks/small/start/", {"topic": "none"})
    walk.post("403", reader, "/banks/small/start/", headers={"Sec-Fetch-Site": "cross-site"})
    walk.get("404", reader, "/nowhere/")
    walk.post("405", reader, "/")
    walk.post("413", reader, "/banks/small/start/", CONTENT_LENGTH=str(10**9))
    for name, error in {
        "500": RuntimeError("broken"),
        "503": OperationalError("could not connect"),
        "503, full": OperationalError("database or disk is full"),
        "503, locked": OperationalError("database is locked"),
    }.items():

        def refuse(*_statement: Any, error: Exception = error) -> None:
            raise error

        with connection.execute_wrapper(refuse):
            walk.ask(name, reader.get, "/corrections/")
    data = {"number": "5", "topic": "t1"}
    with patch.object(cache, "clear"):
        place = {"REMOTE_ADDR": "9.9.9.9"}  # what is counted is a place on the open net
        for _ in range(settings.START_LIMIT):
            reader.post("/banks/small/start/", data, **place)
        walk.post("429", reader, "/banks/small/start/", data, **place)
    walk.post("csrf refused", browser(enforce_csrf_checks=True), "/admin/login/")


def shipped_questions(walk: Walk) -> None:
    """Every shipped question, asked and answered, and the result of all of them."""
    reader = browser()
    for bank in Bank.objects.filter(ref__in=("faces", "privacy")):
        live = Version.objects.filter(question__bank=bank).order_by("question__ref", "-number")
        versions = list(dict.fromkeys(live.values_list("question__ref", "pk")))
        played = Round.begin(
            [pk for _ref, pk in versions], bank=bank, reader=None, wanted=5, started_on=TODAY
        )
        for position, (ref, _pk) in enumerate(versions, start=1):
            url = f"/rounds/{played.key}/{position}/"
            walk.once(f"shipped {bank.ref} {ref}, asked", reader, url)
            data = {"unsure": "1"}
            walk.post(f"shipped {bank.ref} {ref}, answered", reader, url, data, headers=HTMX)
        walk.once(f"shipped {bank.ref}, result", reader, f"/rounds/{played.key}/")


def statistics(walk: Walk, desk: Client, name: str) -> None:
    more = "?simulated" if name == "simulated" else ""
    walk.once(f"statistics, {name}", desk, f"/admin/quiz/tally/{more}")
    for bank in Bank.objects.filter(ref="faces"):
        url = reverse("admin:quiz_tally_bank", args=[bank.pk])
        walk.once(f"statistics of a bank, {name}", desk, f"{url}{more}")
        url = reverse("admin:quiz_tally_csv", args=[bank.pk])
        walk.once(f"statistics as a file, {name}", desk, f"{url}{more}")
        for kind in KINDS:
            some = bank.questions.filter(kind=kind, state="live").order_by("ref").first()
            if some:
                url = reverse("admin:quiz_tally_question", args=[some.pk])
                walk.once(f"statistics of {kind}, {name}", desk, f"{url}{more}")


def desk_of_questions(walk: Walk, people: Any) -> None:
    questions = world.desk_questions(people)
    clients = {}
    for role, user in vars(people).items():
        client = clients[role] = browser()
        client.force_login(user)
        walk.once(f"desk, {role}", client, "/admin/")
        walk.once(f"desk, list, {role}", client, "/admin/quiz/question/")
        walk.once(f"desk, due, {role}", client, reverse("admin:quiz_question_due"))
        walk.once(f"desk, kinds, {role}", client, reverse("admin:quiz_question_add"))
        for name, question in questions.items():
            some = ("change", "publish") if name in world.TELLING else ()
            for page in ("change", "publish", "history") if role == "publisher" else some:
                url = reverse(f"admin:quiz_question_{page}", args=[question.pk])
                walk.once(f"desk, {page} of {name}, {role}", client, url)
    desk = clients["publisher"]
    bank = Bank.objects.get(ref="desk")
    for kind in KINDS:
        url = f"{reverse('admin:quiz_question_add')}?kind={kind}&bank={bank.pk}"
        page = walk.once(f"desk, add {kind}", desk, url)
        walk.post(f"desk, add {kind}, refused", desk, url, filled(page, "_continue"))
        question = questions[f"draft of {kind}"]
        url = reverse("admin:quiz_question_change", args=[question.pk])
        data = {**filled(desk.get(url), "_continue"), "prompt": "", "explanation": "Too short"}
        walk.post(f"desk, change {kind}, refused", desk, url, data)
        url = reverse("admin:quiz_question_preview", args=[question.pk])
        page = walk.once(f"desk, preview {kind}", desk, url)
        (frame, *_rest) = re.findall(r'<iframe src="([^"?]+)', page.content.decode())
        for state in re.findall(r'href="\?state=(\w+)"', page.content.decode()):
            walk.once(f"desk, preview {kind} {state}", desk, f"{url}?state={state}")
            walk.once(f"desk, frame {kind} {state}", desk, f"{frame}?state={state}&theme=dark")
    bulk(walk, desk, questions)
    url = reverse("admin:quiz_question_publish", args=[questions["in review"].pk])
    page = desk.get(url)
    for button in ("_publish", "_return"):
        data = {name: "" for name, _value in form_with(page, button)["fields"]}
        walk.post(f"desk, publish, {button} refused", desk, url, {**data, button: "1"})
    due = reverse("admin:quiz_question_due")
    pk = questions["overdue"].pk
    data = {"question": pk, "until": "yesterday", "_true": "1"}
    walk.post("desk, due, refused", desk, due, data)


def bulk(walk: Walk, desk: Client, questions: dict[str, Question]) -> None:
    """Each action of the list, for one of each state, up to the page that asks."""
    url = reverse("admin:quiz_question_changelist")
    keys = [question.pk for question in questions.values()]
    form = form_with(desk.get(url), "index")
    for action in filter(None, form["options"]["action"]):
        data = {"action": action, "_selected_action": keys, "index": "0"}
        walk.post(f"desk, bulk {action}", desk, url, data)


def form_with(page: Any, name: str) -> dict[str, Any]:
    """The form of a page that has a button or a field of this name."""
    for form in Page(page.content.decode()).forms:
        if name in dict(form["buttons"]) or name in dict(form["fields"]):
            return form
    raise LookupError(name)


def filled(page: Any, button: str) -> dict[str, Any]:
    """What a browser would send that presses ``button`` and changes nothing."""
    sent: dict[str, Any] = {button: "1"}
    for name, value in form_with(page, button)["fields"]:
        sent.setdefault(name, []).append(value) if name != button else None
    return sent


def desk_of_corrections(walk: Walk, desk: Client) -> None:
    for text in ("<b>It was nine.</b>\nSays page 4.", ""):
        world.reported("wrong", text)
    walk.once("desk, reports", desk, "/admin/quiz/report/")
    for report in Report.objects.order_by("pk"):
        walk.once(f"desk, report {report.pk}", desk, f"/admin/quiz/report/{report.pk}/change/")
    _played, correction = world.corrected()
    url = f"/admin/quiz/correction/{correction.pk}/change/"
    walk.once("desk, corrections", desk, "/admin/quiz/correction/")
    walk.once("desk, correction foreseen", desk, url)
    walk.post("desk, regrade", desk, f"/admin/quiz/correction/{correction.pk}/regrade/")
    walk.once("desk, correction regraded", desk, url)
    walk.once("corrections, one regraded", browser(), "/corrections/")
    question = QuestionFactory(live=True)
    question.spec = world.OTHER_KEY
    question.save()
    url = f"/admin/quiz/correction/add/?question={question.pk}"
    walk.once("desk, correct", desk, url)
    walk.post("desk, correct, refused", desk, url, {"kind": "key"})


def desk_of_files(walk: Walk, desk: Client) -> None:
    bank = Bank.objects.get(ref="small")
    url = reverse("admin:quiz_question_import")
    walk.once("desk, import", desk, url)
    walk.post("desk, import, refused", desk, url, {"bank": bank.pk})
    for name, text in {"planned": GIFT, "with errors": f"{GIFT}\n\n::x::What? {{=1 ~"}.items():
        file = SimpleUploadedFile("questions.gift.txt", text.encode())
        data = {"bank": bank.pk, "file": file}
        walk.post(f"desk, import, {name}", desk, url, data)
    url = reverse("admin:quiz_question_export")
    walk.once("desk, export", desk, url)
    page = walk.once("desk, export a bank", desk, f"{url}?bank={bank.pk}")
    for format_ in re.findall(r"&amp;format=([\w-]+)", page.content.decode()):
        walk.once(f"desk, export {format_}", desk, f"{url}?bank={bank.pk}&format={format_}")


def every_address(walk: Walk, desk: Client) -> None:
    """What the site's own map names, so that a new page is there by itself."""
    played = world.answered("choice", "Forty", bank=Bank.objects.get(ref="small"))
    for name, path in addresses.readers(played).items():
        if name != "metrics":
            walk.once(f"address {name}", browser(), path)
    asked: Counter[str] = Counter()
    for path in addresses.desk(played):
        name = re.sub("[0-9]+", "1", path)
        asked[name] += 1
        if "logout" not in path:
            again = f" ({asked[name]})" if asked[name] > 1 else ""
            walk.once(f"address {name}{again}", desk, path)


def the_door(walk: Walk) -> None:
    """Login, with and without a second factor, and setting one up."""
    user = User.objects.create_superuser("newcomer", password=world.PASSWORD)
    reader = browser()
    login, page = reverse("admin:login"), reverse("admin:second_factor")
    walk.once("login", reader, login)
    walk.post("login, refused", reader, login, {"username": "newcomer", "password": "no"})
    data = {"username": "newcomer", "password": world.PASSWORD}
    walk.post("login, let in", reader, login, data)
    walk.once("second factor, none", reader, page)
    walk.post("second factor, begun", reader, page, {"begin": "1"})
    confirm = {"confirm": "1", "password": world.PASSWORD}
    walk.once("second factor, to confirm", reader, page)
    walk.post("second factor, wrong code", reader, page, {**confirm, "code": "12"})
    device = user.totpdevice_set.get()
    code = TOTP(device.bin_key, device.step, device.t0, device.digits)
    code.time = time.time()
    walk.post("second factor, codes", reader, page, {**confirm, "code": f"{code.token():06d}"})
    walk.once("second factor, in force", reader, page)
    walk.post("second factor, wrong at renewing", reader, page, {"renew": "1", "code": "12"})
    other = browser()
    walk.post("login, asked for a code", other, login, data)
    ticket = form_with(other.post(login, data), "ticket")
    walk.post("login, wrong code", other, login, {**dict(ticket["fields"]), "code": "12"})
    with patch.object(settings, "SECOND_FACTOR", True):
        desk = browser()
        desk.force_login(User.objects.create_superuser("required"))
        walk.once("second factor, required", desk, page)
