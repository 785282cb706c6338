"""A second factor: set up at the desk, asked for at login, recovered, required of everyone."""

import datetime
import re
import time

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.admin import second_factor
from quiz.admin.login_attempts import remember_browser
from quiz.admin.second_factor_page import qr_code
from tests.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PASSWORD = "a long pass phrase"
LOGIN, PAGE = "/admin/login/", "/admin/second-factor/"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.PROXIES = 1
    settings.WORKERS = 1
    with time_machine.travel(f"{TODAY} 12:01", tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password=PASSWORD)


@pytest.fixture
def client(editor):
    return browser()


def browser(at="203.0.113.7"):
    return Client(headers={"X-Forwarded-For": at})


def code_of(device, later=0):
    """What an app shows: worked out from the secret and the clock alone."""
    made = TOTP(device.bin_key, device.step, device.t0, device.digits)
    made.time = time.time() + later
    return f"{made.token():06d}"


def password(client):
    return client.post(LOGIN, {"username": "editor", "password": PASSWORD})


def ticket(response):
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


def enter(client, code):
    asked = password(client)
    return client.post(LOGIN, {"ticket": ticket(asked), "code": code, "next": "/admin/quiz/"})


def confirm(client, code, password=PASSWORD):
    return client.post(PAGE, {"confirm": "1", "code": code, "password": password})


def set_up(client):
    """Set up at the desk, as an editor does; returns the recovery codes that were shown."""
    client.post(PAGE, {"begin": "1"})
    page = confirm(client, code_of(TOTPDevice.objects.get()))
    return re.findall(r"<li><code>([a-z0-9-]+)</code>", page.content.decode())


@pytest.fixture
def device(client, clock):
    """A factor in force, whose editor has logged out again, a while ago."""
    password(client)
    set_up(client)
    client.post("/admin/logout/")
    clock.shift(datetime.timedelta(minutes=5))
    return TOTPDevice.objects.get()


class TestSettingUp:
    @pytest.mark.each_database
    def test_looking_makes_nothing(self, client):
        password(client)
        assert "Set it up" in client.get(PAGE).content.decode()
        assert not TOTPDevice.objects.exists()

    def test_it_shows_the_secret_as_a_qr_code_and_as_text(self, client):
        password(client)
        client.post(PAGE, {"begin": "1"})
        device = TOTPDevice.objects.get()
        page = client.get(PAGE).content.decode()
        assert second_factor.secret_of(device) in page
        assert 'role="img"' in page
        assert qr_code(device.config_url).path in page
        assert "style=" not in page

    @pytest.mark.each_database
    def test_it_counts_for_nothing_until_its_code_was_typed(self, client):
        password(client)
        client.post(PAGE, {"begin": "1"})
        page = confirm(client, "000000").content.decode()
        assert "not right" in page
        assert not second_factor.has_factor(User.objects.get())
        client.post("/admin/logout/")
        assert password(client).status_code == 302

    def test_who_sits_at_an_open_desk_puts_none_in_force_without_the_password(self, client):
        password(client)
        client.post(PAGE, {"begin": "1"})
        code = code_of(TOTPDevice.objects.get())
        page = confirm(client, code, "a guess").content.decode()
        assert "This is not your password." in page
        assert not second_factor.has_factor(User.objects.get())
        assert "recovery codes" in confirm(client, code).content.decode()

    def test_confirmed_it_gives_ten_recovery_codes_this_once(self, client):
        password(client)
        codes = set_up(client)
        assert len(set(codes)) == 10
        page = client.get(PAGE).content.decode()
        assert "22 November 2026" in page
        assert "10 recovery codes are left" in page
        assert codes[0] not in page
        assert client.get("/admin/").status_code == 200

    def test_a_secret_can_be_begun_again_but_not_under_one_in_force(self, client):
        password(client)
        client.post(PAGE, {"begin": "1"})
        first = TOTPDevice.objects.get().key
        client.post(PAGE, {"begin": "1"})
        assert TOTPDevice.objects.get().key != first
        set_up(client)
        kept = TOTPDevice.objects.get().key
        client.post(PAGE, {"begin": "1"})
        assert TOTPDevice.objects.get().key == kept

    @pytest.mark.each_database
    def test_new_recovery_codes_and_taking_it_away_need_a_code(self, client, clock):
        password(client)
        old = set_up(client)
        device = TOTPDevice.objects.get()
        for do in ("renew", "remove"):
            assert "not right" in client.post(PAGE, {do: "1", "code": "123"}).content.decode()
        clock.shift(datetime.timedelta(minutes=1))
        page = client.post(PAGE, {"renew": "1", "code": code_of(device)}).content.decode()
        assert len(re.findall(r"<li><code>", page)) == 10
        assert old[0] not in page
        assert "not right" in client.post(PAGE, {"remove": "1", "code": old[0]}).content.decode()
        clock.shift(datetime.timedelta(minutes=1))
        client.post(PAGE, {"remove": "1", "code": code_of(device)})
        assert not TOTPDevice.objects.exists()
        assert not StaticToken.objects.exists()
        assert client.get("/admin/").status_code == 200

    def test_strangers_have_no_such_page(self):
        assert "login" in browser().get(PAGE).url
        assert "login" in browser().post(PAGE, {"begin": "1"}).url


class TestLoggingIn:
    def test_the_password_alone_opens_nothing(self, client, device):
        asked = password(client)
        assert asked.status_code == 200
        assert "Code from your app" in asked.content.decode()
        assert client.get("/admin/").status_code == 302

    def test_the_code_leads_on(self, client, device):
        assert enter(client, code_of(device)).url == "/admin/quiz/"
        assert client.get("/admin/").status_code == 200

    @pytest.mark.parametrize("spelling", ["{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", " {0} "])
    def test_a_code_may_be_typed_with_spaces(self, client, device, spelling):
        assert enter(client, spelling.format(code_of(device))).status_code == 302

    @pytest.mark.parametrize("code", ["", "0", "12345", "abcdef", "١٢٣٤٥٦", "1e5", "-1", "9" * 99])
    def test_a_wrong_code_does_not(self, client, device, code):
        page = enter(client, code)
        assert page.status_code == 200
        assert "not right" in page.content.decode()
        assert ticket(page)
        assert client.get("/admin/").status_code == 302

    def test_a_clock_may_be_half_a_minute_off_and_no_more(self, client, device):
        assert enter(client, code_of(device, later=90)).status_code == 200
        assert enter(client, code_of(device, later=-90)).status_code == 200
        assert enter(client, code_of(device, later=30)).status_code == 302

    def test_no_code_works_twice_nor_an_earlier_one_after_it(self, client, device, clock):
        now, before = code_of(device), code_of(device, later=-30)
        assert enter(client, now).status_code == 302
        client.post("/admin/logout/")
        assert enter(client, now).status_code == 200
        assert enter(client, before).status_code == 200
        clock.shift(datetime.timedelta(seconds=30))
        assert enter(client, now).status_code == 200
        assert enter(client, code_of(device)).status_code == 302

    @pytest.mark.each_database
    def test_a_recovery_code_works_once_however_it_is_typed(self, client, clock):
        password(client)
        codes = set_up(client)
        client.post("/admin/logout/")
        assert enter(client, codes[0].upper().replace("-", " ")).status_code == 302
        client.post("/admin/logout/")
        assert enter(client, codes[0]).status_code == 200
        assert StaticToken.objects.count() == 9

    def test_a_recovery_code_of_another_editor_is_none(self, client, device):
        other = User.objects.create_superuser("other", password=PASSWORD)
        codes = second_factor.renew_recovery(other)
        assert enter(client, codes[0]).status_code == 200

    def test_a_session_from_before_it_was_set_up_has_to_show_it_too(self, client, clock):
        elsewhere = browser(at="198.51.100.3")
        password(elsewhere)
        password(client)
        set_up(client)
        assert "login" in elsewhere.get("/admin/").url
        assert "login" in elsewhere.get(PAGE).url
        assert client.get("/admin/").status_code == 200

    def test_a_ticket_is_good_for_ten_minutes(self, client, device, clock):
        kept = ticket(password(client))
        clock.shift(datetime.timedelta(minutes=11))
        page = client.post(LOGIN, {"ticket": kept, "code": code_of(device)})
        assert "That took too long" in page.content.decode()
        assert client.get("/admin/").status_code == 302

    @pytest.mark.parametrize("forged", ["", "x", "WzEsIngiXQ:1x:abc"])
    def test_a_forged_ticket_is_none(self, client, device, forged):
        page = client.post(LOGIN, {"ticket": forged, "code": code_of(device)})
        assert page.status_code == 200
        assert client.get("/admin/").status_code == 302

    def test_a_ticket_ends_with_the_password_it_was_given_for(self, client, device, editor):
        kept = ticket(password(client))
        editor.set_password("another long pass phrase")
        editor.save()
        page = client.post(LOGIN, {"ticket": kept, "code": code_of(device)})
        assert "begin again" in page.content.decode()

    def test_codes_cannot_be_guessed_on_and_on(self, device, clock):
        """Whoever has the password gets ten attempts in a quarter of an hour, thirty in a day."""
        stranger = browser(at="198.51.100.3")
        tried = 0
        for _quarter in range(24):
            while (page := enter_wrong(stranger)) is not None and page.status_code == 200:
                tried += 1
            clock.shift(datetime.timedelta(minutes=15))
        assert tried == 30

    def test_browsers_that_were_here_before_share_what_is_left_of_the_day(
        self, device, clock, monkeypatch
    ):
        """Whoever has the password may have made many of them before there was a second factor."""
        monkeypatch.setattr("quiz.admin.login_attempts.KNOWN_CODES_A_DAY", 15)
        tried = 0
        for place in range(4):
            known = browser(at=f"198.51.100.{place}")
            known.cookies["desk"] = known_browser_cookie("editor")
            while (page := enter_wrong(known)) is not None and page.status_code == 200:
                tried += 1
        assert 10 < tried <= 15, "and of the twenty that each would have had alone, no more"

    def test_when_it_is_too_often_it_says_so_and_when_to_come_back(self, client, device):
        page = password(client)
        for _ in range(10):
            last = client.post(LOGIN, {"ticket": ticket(page), "code": "000000"})
        assert last.status_code == 429
        assert "Please try again in" in last.content.decode()
        assert last.headers["Retry-After"]


def known_browser_cookie(name):
    response = HttpResponse()
    remember_browser(HttpRequest(), response, name)
    return response.cookies["desk"].value


def enter_wrong(client):
    asked = password(client)
    if asked.status_code != 200:
        return None
    return client.post(LOGIN, {"ticket": ticket(asked), "code": "000000"})


class TestRequired:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.SECOND_FACTOR = True

    @pytest.mark.parametrize("path", ["", "quiz/question/", "quiz/bank/add/", "password_change/"])
    def test_who_has_none_is_led_to_set_it_up_first(self, client, path):
        password(client)
        assert client.get(f"/admin/{path}").url == PAGE
        assert client.post(f"/admin/{path}").url == PAGE
        assert "Everyone at this desk needs" in client.get(PAGE).content.decode()

    def test_then_the_desk_is_open(self, client):
        password(client)
        set_up(client)
        assert client.get("/admin/").status_code == 200

    def test_logging_out_is_always_possible(self, client):
        password(client)
        assert client.post("/admin/logout/").status_code == 200

    def test_whoever_takes_it_away_has_to_set_up_another(self, client, clock):
        password(client)
        codes = set_up(client)
        client.post(PAGE, {"remove": "1", "code": codes[0]})
        assert client.get("/admin/").url == PAGE


class TestLost:
    @pytest.mark.each_database
    def test_another_editor_takes_it_away_and_that_is_noted(self, admin_client, device, editor):
        data = {"action": "take_factor_away", "_selected_action": [editor.pk]}
        page = admin_client.post("/admin/auth/user/", data, follow=True).content.decode()
        assert "1 second factor is taken away." in page
        assert password(browser()).status_code == 302
        assert "second factor" in LogEntry.objects.get().change_message

    def test_at_an_open_desk_the_list_takes_its_own_away_for_nobody(self, client):
        password(client)
        set_up(client)
        me = User.objects.get(username="editor")
        data = {"action": "take_factor_away", "_selected_action": [me.pk]}
        page = client.post("/admin/auth/user/", data, follow=True).content.decode()
        assert "Yours is taken away on its own page, by a code." in page
        assert TOTPDevice.objects.filter(user=me, confirmed=True).exists()

    @pytest.mark.each_database
    def test_so_does_the_operator(self, device, capsys):
        call_command("removefactor", "editor")
        assert "no second factor any more" in capsys.readouterr().out
        assert password(browser()).status_code == 302
        with pytest.raises(CommandError, match="has no second factor"):
            call_command("removefactor", "editor")
        with pytest.raises(CommandError, match="There is no account"):
            call_command("removefactor", "nobody")

    @pytest.mark.parametrize("path", ["otp_totp/totpdevice/", "otp_static/staticdevice/"])
    def test_nobody_sees_anybody_elses_secret(self, admin_client, device, path):
        assert admin_client.get(f"/admin/{path}").status_code == 404
        assert device.key not in admin_client.get("/admin/auth/user/").content.decode()


@pytest.mark.django_db
def test_a_factor_is_made_on_the_day_that_the_log_has(settings, admin_user):
    """Two days of one act, each with a midnight of its own, would tell the part of the day."""
    settings.TIME_ZONE = "Pacific/Auckland"
    for hour in (1, 10, 13, 22):
        with time_machine.travel(f"2026-11-22T{hour:02}:00Z", tick=False):
            made = TOTPDevice.objects.create(user=admin_user, name=str(hour))
            today = timezone.localdate()
        there = timezone.localtime(TOTPDevice.objects.get(pk=made.pk).created_at)
        assert (there.date(), there.time()) == (today, datetime.time())


@pytest.mark.each_database
def test_no_row_says_when_a_factor_was_used_or_missed(client, device):
    enter(client, "000000")
    enter(client, code_of(device))
    enter(browser(at="198.51.100.3"), second_factor.renew_recovery(device.user)[0])
    for each in (TOTPDevice.objects.get(), StaticDevice.objects.get()):
        assert each.last_used_at is None
        assert each.throttling_failure_timestamp is None
        assert each.created_at.time() == datetime.time(0, 0)
    assert TOTPDevice.objects.get().last_t == -1
    steps = {int(time.time()) // 30 + n for n in range(-3, 4)}
    with connection.cursor() as cursor:
        for table in ("otp_totp_totpdevice", "otp_static_staticdevice", "quiz_lastcode"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            for row in cursor.fetchall():
                assert not steps & {value for value in row if isinstance(value, int)}


@pytest.mark.each_database
def test_recovery_codes_are_not_kept_as_they_are(client):
    password(client)
    codes = set_up(client)
    for token in StaticToken.objects.values_list("token", flat=True):
        assert not any(token.lower() in code.replace("-", "") for code in codes)
        assert not any(code.replace("-", "") in token.lower() for code in codes)


def test_the_qr_code_is_the_one_that_segno_draws():
    import segno

    text = "otpauth://totp/x?secret=ABC"
    made = qr_code(text)
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    dots = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", made.path)}
    assert dots == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert made.size == len(matrix)
