"""The door to the desk: how often it may be tried, how long it stays open, what it tells."""

import datetime
import re
from collections import Counter

import pytest
import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client, RequestFactory

from quiz.admin import login
from quiz.admin.login_attempts import count_attempt
from quiz.models import Attempts
from quiz.play.reports import REPORTS
from quiz.play.start import STARTS
from quiz.privacy.erasure import purge
from quiz.web.memory_cache import Store
from tests.cookies import reader_in
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PASSWORD = "a long pass phrase"
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _one_worker_behind_a_proxy(settings):
    settings.PROXIES, settings.WORKERS = 1, 1


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 12:01", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def editor():
    return User.objects.create_superuser("editor", password=PASSWORD)


def browser(at="203.0.113.7"):
    """A browser that has not been here before, at some place on the network."""
    return Client(headers={"X-Forwarded-For": at})


def enter(client, name="editor", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def fail(client, times, name="editor"):
    return [enter(client, name, "wrong").status_code for _ in range(times)]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://sub.testserver", "null"])
def test_no_other_site_logs_anybody_in_though_it_knows_the_token(editor, origin):
    """A neighbour under one domain can set the cookie, and send what it has set."""
    client = Client(enforce_csrf_checks=True, headers={"Origin": origin})
    token = {"csrfmiddlewaretoken": "x" * 32}
    client.cookies["csrftoken"] = "x" * 32
    ticket = login.make_ticket(editor)
    for sent in ({"username": "editor", "password": PASSWORD}, {"ticket": ticket, "code": "1"}):
        assert client.post(LOGIN, {**sent, **token}).status_code == 403
    assert not Session.objects.exists()
    del client.defaults["HTTP_ORIGIN"]
    assert client.post(LOGIN, {"username": "editor", "password": PASSWORD, **token}).url


def test_a_name_and_its_password_open_the_desk():
    client = browser()
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert enter(client, next="/admin/quiz/").url == "/admin/quiz/"
    assert client.get("/admin/").status_code == 200
    assert client.get(LOGIN).url == "/admin/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_it_leads_to_no_other_site(target):
    assert enter(browser(), next=target).url == "/admin/"


@pytest.mark.parametrize("target", ["{{7*7}}", "home", "admin:logout", "quiz/", "?a=b", "\xb2"])
def test_what_is_no_address_of_this_site_leads_to_the_desk(target):
    client = browser()
    for _ in range(2):  # at the door, and once in
        assert enter(client, next=target).url == "/admin/"
        assert client.get(LOGIN, {"next": target}).url == "/admin/"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_the_door_has_no_other_handles(method):
    assert getattr(browser(), method)(LOGIN).status_code == 405


class TestLockOut:
    def test_after_ten_wrong_passwords_it_says_when_to_try_again(self):
        client = browser()
        assert fail(client, 11) == [200] * 10 + [429]
        locked = enter(client)
        assert locked.status_code == 429
        assert "Please try again in 14 minutes." in locked.content.decode()
        assert 0 < int(locked.headers["Retry-After"]) <= 900
        assert 'value="editor"' in locked.content.decode()

    def test_it_ends_by_itself(self, clock):
        client = browser()
        fail(client, 11)
        clock.shift(datetime.timedelta(minutes=15))
        assert enter(client).status_code == 302

    def test_so_it_does_where_a_password_is_changed_at_a_desk_that_stands_open(self, editor):
        client = browser()
        enter(client)
        new = "another long pass phrase"
        sent = {"new_password1": new, "new_password2": new}
        pages = [
            client.post("/admin/password_change/", {**sent, "old_password": old}).content.decode()
            for old in [*["wrong"] * 11, PASSWORD]
        ]
        assert "too many attempts" not in pages[9]
        assert "too many attempts" in pages[10]
        assert "too many attempts" in pages[11], "the right one is not told from others either"
        editor.refresh_from_db()
        assert editor.check_password(PASSWORD)

    def test_who_knows_the_old_password_may_try_new_ones(self, editor):
        client = browser()
        enter(client)
        for new in [*["short"] * 11, "another long pass phrase"]:
            sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
            page = client.post("/admin/password_change/", sent)
        assert page.headers["Location"] == "/admin/password_change/done/"

    def test_the_right_password_begins_a_new_count(self):
        client = browser()
        fail(client, 9)
        enter(client)
        client.post("/admin/logout/")
        assert fail(client, 10) == [200] * 10

    def test_spellings_of_a_name_are_one_name(self):
        client = browser()
        for name in ("editor", "Editor", "EDITOR", "ｅditor"):
            fail(client, 3, name)
        assert enter(client).status_code == 429

    def test_another_account_is_not_locked(self):
        User.objects.create_superuser("second", password=PASSWORD)
        client = browser()
        fail(client, 11)
        assert enter(client, "second").status_code == 302

    def test_a_stranger_locks_out_neither_another_place_nor_a_browser_that_was_here(self):
        known = browser(at="198.51.100.9")
        enter(known)
        known.post("/admin/logout/")
        fail(browser(), 20)
        assert enter(browser(at="198.51.100.8")).status_code == 302
        assert enter(known).status_code == 302

    @pytest.mark.each_database
    def test_a_crowd_of_strangers_is_stopped_and_so_are_new_browsers_for_an_hour_at_most(
        self, clock
    ):
        known = browser(at="198.51.100.9")
        enter(known)
        known.post("/admin/logout/")
        for place in range(6):
            fail(browser(at=f"203.0.113.{place}"), 9)
        fresh = browser(at="198.51.100.8")
        assert enter(fresh).status_code == 429
        assert enter(known).status_code == 302
        clock.shift(datetime.timedelta(hours=1))
        assert enter(fresh).status_code == 302

    def test_a_browser_that_was_here_is_stopped_too(self):
        known = browser()
        enter(known)
        known.post("/admin/logout/")
        assert fail(known, 11)[-1] == 429

    def test_the_cookie_of_one_account_is_worth_nothing_for_another(self):
        User.objects.create_superuser("second", password=PASSWORD)
        known = browser()
        enter(known)
        known.post("/admin/logout/")
        fail(browser(), 11, "second")
        assert enter(known, "second").status_code == 429

    @pytest.mark.parametrize("forged", ["x", "[]", "WyJhIiwiYiJd:abc", "a" * 4000])
    def test_a_forged_cookie_is_a_strangers(self, forged):
        fail(browser(), 11)
        client = browser()
        client.cookies["desk"] = forged
        assert enter(client).status_code == 429

    def test_one_place_cannot_go_through_all_accounts(self):
        client = browser()
        codes = [fail(client, 1, f"name-{n}")[0] for n in range(101)]
        assert codes == [200] * 100 + [429]

    @pytest.mark.each_database
    def test_however_many_readers_start_the_wait_is_the_same(self, monkeypatch):
        """As with 100,000: what readers' counts fill is full after a few, and pushes out."""
        client = browser()
        fail(client, 11)
        before = enter(client).headers["Retry-After"]
        monkeypatch.setattr(caches["default"], "most", 20, raising=False)
        for number in range(1_000):
            for limit in (STARTS, REPORTS):
                assert not limit.count(f"198.51.{number // 256}.{number % 256}")
        assert enter(client).headers["Retry-After"] == before

    def test_a_restart_begins_no_new_count_of_the_day(self, monkeypatch):
        """Nor does a cache that forgets: the day's count is in the database, of strangers alone."""
        monkeypatch.setattr("quiz.admin.login_attempts.PASSWORDS_A_DAY", 12)
        known = browser(at="198.51.100.9")
        enter(known)
        known.post("/admin/logout/")
        codes = []
        for place in range(4):
            caches["desk"].clear()
            codes += fail(browser(at=f"203.0.113.{place}"), 4)
        assert codes == [200] * 11 + [429] * 5
        locked = enter(browser(at="198.51.100.8"))
        assert 0 < int(locked.headers["Retry-After"]) <= 12 * 3600
        assert "Please try again in 719 minutes." in locked.content.decode()
        assert enter(known).status_code == 302
        assert fail(browser(), 1, "another") == [200]

    def test_the_next_day_begins_a_new_count(self, monkeypatch, clock):
        monkeypatch.setattr("quiz.admin.login_attempts.PASSWORDS_A_DAY", 2)
        assert fail(browser(), 3) == [200, 200, 429]
        clock.shift(datetime.timedelta(hours=12))
        assert fail(browser(), 1) == [200]

    @pytest.mark.each_database
    def test_what_is_counted_by_the_day_is_a_hash_and_a_number_and_goes_with_it(self):
        fail(browser(), 3)
        fail(browser(), 1, "nobody")
        days, digests, numbers = zip(
            *Attempts.objects.order_by("pk").values_list("day", "digest", "number"), strict=True
        )
        assert (set(days), numbers) == ({TODAY}, (3, 1))
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
        purge(TODAY)
        assert Attempts.objects.count() == 2
        purge(TODAY + datetime.timedelta(days=1))
        assert not Attempts.objects.exists()

    @pytest.mark.each_database
    @pytest.mark.parametrize("workers", [1, 2, 4, 8])
    def test_several_workers_let_through_no_more_than_one(self, settings, monkeypatch, workers):
        """Each counts in its own memory, unless they share a Redis."""
        settings.WORKERS = workers
        let_through = 0
        for worker in range(workers):
            for cache in caches.all():
                monkeypatch.setattr(cache, "store", Store(), raising=False)
            for place in range(40):
                at = {"X-Forwarded-For": f"203.0.{worker}.{place}"}
                let_through += not count_attempt(RequestFactory().post(LOGIN, headers=at), "editor")
        assert 40 <= let_through <= 50

    @pytest.mark.each_database
    @pytest.mark.parametrize("workers", [2, 64])
    def test_with_many_workers_who_mistypes_may_try_again(self, settings, workers):
        settings.WORKERS = workers
        assert fail(browser(), 3) == [200] * 3

    @pytest.mark.any_database
    def test_a_thousand_made_up_names_do_not_end_it(self):
        """From many places: a single one is stopped before it has made up that many."""
        client = browser()
        fail(client, 11)
        for number in range(1_000):
            request = RequestFactory().post(
                LOGIN, headers={"X-Forwarded-For": f"8.{number // 256}.{number % 256}.8"}
            )
            count_attempt(request, f"name-{number}", code=True)
        assert enter(client).status_code == 429

    def test_a_place_that_is_stopped_fills_no_more_room(self, monkeypatch):
        desk, names = caches["desk"], []
        add = desk.add
        monkeypatch.setattr(desk, "add", lambda *what: add(*what) and not names.append(what[0]))
        request = RequestFactory().post(LOGIN, headers={"X-Forwarded-For": "203.0.113.7"})
        for number in range(150):
            count_attempt(request, f"name-{number}")
            if number == 100:
                full = len(names)
        assert len(names) == full

    def test_nobody_is_locked_when_the_cache_is_gone(self, monkeypatch):
        monkeypatch.setattr("quiz.web.rate_limits.caches", {})
        client = browser()
        assert fail(client, 12) == [200] * 12
        assert enter(client).status_code == 302

    @pytest.mark.each_database
    def test_neither_name_nor_address_is_written_anywhere(self, caplog):
        fail(browser(), 11)
        desk = caches["desk"]
        kept = str(vars(getattr(desk, "store", desk))) + str(list(Session.objects.values()))
        for secret in ("editor", "203.0.113", "wrong"):
            assert secret not in kept
            assert secret not in caplog.text


class TestWhatItTells:
    """An account that is there and one that is not look the same, and cost the same."""

    @pytest.fixture
    def hashed(self, monkeypatch):
        counted = Counter()
        encode = MD5PasswordHasher.encode

        def counting(self, password, salt):
            counted[password] += 1
            return encode(self, password, salt)

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
        return counted

    @pytest.mark.parametrize("name", ["editor", "nobody", "gone", "reader"])
    def test_each_attempt_hashes_one_password(self, hashed, name):
        User.objects.create_user("gone", password=PASSWORD, is_active=False, is_staff=True)
        User.objects.create_user("reader", password=PASSWORD)
        hashed.clear()
        enter(browser(), name, "wrong")
        assert hashed == {"wrong": 1}

    def test_the_answers_are_the_same(self):
        User.objects.create_superuser("qwertz", password=PASSWORD)
        told = {}
        for at, name in enumerate(("qwertz", "azerty")):
            client = browser(at=f"203.0.113.{at}")
            pages = [enter(client, name, "wrong").content.decode() for _ in range(11)]
            told[name] = [re.sub(rf'{name}|value="\w{{64}}"', "", page) for page in pages]
        assert told["qwertz"] == told["azerty"]

    def test_while_locked_no_password_is_hashed_for_either(self, hashed):
        for name in ("editor", "nobody"):
            client = browser(at=f"203.0.113.{len(name)}")
            fail(client, 10, name)
            hashed.clear()
            enter(client, name)
            assert not hashed


class TestHowLongItLasts:
    def test_twelve_hours_and_then_the_password_again(self, clock):
        client = browser()
        enter(client)
        clock.shift(datetime.timedelta(hours=12))
        assert client.get("/admin/").status_code == 200
        clock.shift(datetime.timedelta(hours=1))
        page = client.get("/admin/", follow=True)
        assert "Your login has run out. Please log in again." in page.content.decode()
        assert "not authorized" not in page.content.decode()
        assert enter(client).status_code == 302
        assert client.get("/admin/").status_code == 200

    @pytest.mark.each_database
    def test_what_was_being_written_can_still_be_saved(self, clock):
        client = browser()
        enter(client)
        clock.shift(datetime.timedelta(hours=13))
        form = {"title": "T", "ref": "t", "summary": "S", "language": "en", "order": 0}
        assert client.get("/admin/quiz/bank/add/").status_code == 302
        assert client.post("/admin/quiz/bank/add/", form).url == "/admin/quiz/bank/"
        clock.shift(datetime.timedelta(hours=1))
        assert "login" in client.post("/admin/quiz/bank/add/", form).url

    def test_the_setting_counts(self, clock, settings):
        settings.DESK_HOURS = 2
        client = browser()
        enter(client)
        clock.shift(datetime.timedelta(hours=3))
        assert client.get("/admin/").status_code == 302

    @pytest.mark.each_database
    def test_the_readers_own_cookie_lasts_as_long_as_ever(self, bank, clock):
        client = browser()
        client.post("/banks/small/start/")
        enter(client)
        assert client.cookies["quiz"]["max-age"] == 31 * 24 * 3600
        reader = reader_in(client)
        clock.shift(datetime.timedelta(days=2))
        assert "A small bank" in client.get("/scores/").content.decode()
        client.get("/admin/", follow=True)
        assert reader_in(client) == reader

    def test_when_it_began_stands_in_the_editors_browser_alone(self, settings):
        client = browser()
        enter(client)
        cookie = client.cookies[settings.LOGIN_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["path"] == "/admin/"
        assert cookie["max-age"] == settings.SESSION_COOKIE_AGE
        assert set(client.session.keys()) <= {SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY}

    @pytest.mark.each_database
    @pytest.mark.parametrize("forged", ["", "x", "{pk}", "{pk}:1x:y", "{other}"])
    def test_a_session_without_its_beginning_is_over(self, settings, forged):
        other = User.objects.create_superuser("other", password=PASSWORD)
        client = browser()
        enter(client)
        me = User.objects.exclude(pk=other.pk).get()
        said = forged.format(pk=me.pk, other=login.login_begun(other))
        client.cookies[settings.LOGIN_COOKIE_NAME] = said
        assert client.get("/admin/").status_code == 302
        client.cookies[settings.LOGIN_COOKIE_NAME] = login.login_begun(me)
        assert client.get("/admin/").status_code == 200


def test_logging_out_leaves_a_readers_rounds_in_sight(bank):
    client = browser()
    client.post("/banks/small/start/")
    enter(client)
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302
    assert "A small bank" in client.get("/scores/").content.decode()
    assert not Session.objects.exists()


def test_logging_out_leaves_nothing_where_nobody_has_played():
    client = browser()
    enter(client)
    client.post("/admin/logout/")
    assert not Session.objects.exists()


def test_looking_at_the_door_makes_no_session():
    browser().get(LOGIN)
    assert not Session.objects.exists()


def test_the_cookie_of_a_known_browser_is_for_the_desk_alone():
    client = browser()
    enter(client)
    cookie = client.cookies["desk"]
    assert cookie["path"] == "/admin/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert "editor" not in cookie.value


def test_somebody_who_is_no_editor_is_told_so():
    User.objects.create_user("reader", password=PASSWORD)
    client = browser()
    assert "No account of the desk has this name" in enter(client, "reader").content.decode()
    assert client.get("/admin/").status_code == 302
