"""Two at once: what is compared before it is written is compared under a lock.

On PostgreSQL, where transactions run beside each other. Each test lets two go as far as the
moment between comparing and writing; there they wait a second for each other. Nobody arrives
there second while the first one holds the lock.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from quiz.admin import import_file, second_factor
from quiz.admin.edit_conflicts import CHANGED, NOTHING_LOST
from quiz.admin.filing import SourceAdmin
from quiz.admin.questions import QuestionAdmin
from quiz.editorial import history
from quiz.editorial.schedule import bring_up_digests
from quiz.exchange import load
from quiz.exchange.bank_file import read
from quiz.models import (
    DailyQuestion,
    Digest,
    Fact,
    Presence,
    Question,
    Report,
    Round,
    Source,
    Topic,
)
from tests.admin.test_lists import DAY
from tests.admin.test_second_factor import code_of
from tests.desk import press
from tests.exchange.test_load import FILE
from tests.factories import (
    PAGE,
    TODAY,
    BankFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    make_round,
)

pytestmark = [
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="one writes at a time in SQLite"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("today"),
]


def together(*things):
    """What each of ``things`` gives, done in a thread and over a connection of its own."""

    def do(thing):
        try:
            return thing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(do, things))


@pytest.fixture
def at_once(monkeypatch):
    """Do two things at once, which meet where ``owner``'s ``name`` is about to be called."""

    def both(owner, name, *things, waiting=1):
        arrived, met, meant = [], threading.Event(), getattr(owner, name)

        def waits(*args, **kwargs):
            arrived.append(1)
            if len(arrived) == len(things):
                met.set()
            met.wait(waiting)
            return meant(*args, **kwargs)

        monkeypatch.setattr(owner, name, waits)
        return together(*things)

    return both


@pytest.fixture
def meanwhile(monkeypatch):
    """Do ``first``, and when it is about to call ``owner``'s ``name`` do ``second`` before that."""

    def both(owner, name, first, second):
        there, done, meant = threading.Event(), threading.Event(), getattr(owner, name)

        def waits(*args, **kwargs):
            if not there.is_set():
                there.set()
                done.wait(1)
            return meant(*args, **kwargs)

        def after():
            there.wait(5)
            try:
                return second()
            finally:
                done.set()

        monkeypatch.setattr(owner, name, waits)
        return together(first, after)

    return both


@pytest.fixture
def editors():
    """Two who may do everything."""
    made = []
    for name in ("ann", "bob"):
        client = Client()
        client.force_login(User.objects.create_superuser(name))
        made.append(client)
    return made


def sends(client, page, button, **typed):
    return lambda: press(client, page, button, **typed).content.decode()


def one_of(answers, sentence):
    """Whether one of two was told so, and the other was not."""
    return sorted(str(sentence) in answer for answer in answers) == [False, True]


def test_two_saves_of_a_question_lose_no_text(at_once, editors):
    question = QuestionFactory(live=True)
    address = reverse("admin:quiz_question_change", args=[question.pk])
    typed = ["From Ann?", "From Bob?"]
    answers = at_once(
        QuestionAdmin,
        "save_model",
        *(
            sends(client, client.get(address), "_continue", prompt=prompt)
            for client, prompt in zip(editors, typed, strict=True)
        ),
    )
    assert one_of(answers, NOTHING_LOST)
    assert all(prompt in answer for prompt, answer in zip(typed, answers, strict=True))
    kept = Question.objects.get().prompt
    assert str(NOTHING_LOST) not in answers[typed.index(kept)]


def test_nor_do_those_of_anything_else(at_once, editors):
    source = SourceFactory()
    address = reverse("admin:quiz_source_change", args=[source.pk])
    answers = at_once(
        SourceAdmin,
        "save_model",
        sends(editors[0], editors[0].get(address), "_save", title="Retitled"),
        sends(editors[1], editors[1].get(address), "_save", publisher="Somebody else"),
    )
    assert one_of(answers, NOTHING_LOST)
    source.refresh_from_db()
    assert (source.title == "Retitled") != (source.publisher == "Somebody else")


@pytest.fixture
def strict(editors):
    """The two, for whom an error of the server is an answer."""
    for client in editors:
        client.raise_request_exception = False
    return editors


def refs(model):
    return sorted(model.objects.values_list("ref", flat=True))


def test_two_new_questions_of_the_same_words_have_each_a_ref(at_once, strict):
    topic = TopicFactory()
    address = f"{reverse('admin:quiz_question_add')}?kind=choice&bank={topic.bank_id}"
    typed = {"bank": topic.bank_id, "topic": topic.pk, "prompt": "What is it?"}
    at_once(
        QuestionAdmin,
        "save_model",
        *(sends(client, client.get(address), "_continue", **typed) for client in strict),
    )
    assert refs(Question) == refs(Fact) == ["what-is-it", "what-is-it-2"]


def test_nor_do_two_questions_get_one_new_fact_between_them(at_once, strict):
    topic = TopicFactory()
    rows = [QuestionFactory(bank=topic.bank, topic=topic) for _n in range(2)]
    typed = {"fact": "", "prompt": "What is it?"}
    at_once(
        QuestionAdmin,
        "save_model",
        *(
            sends(
                client,
                client.get(reverse("admin:quiz_question_change", args=[row.pk])),
                "_continue",
                **typed,
            )
            for client, row in zip(strict, rows, strict=True)
        ),
    )
    assert {row.fact.ref for row in Question.objects.all()} == {"what-is-it", "what-is-it-2"}


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Topic, {"title": "The same"}),
        (Fact, {"text": "The same"}),
        (Source, {"title": "A title", "publisher": "The same", "date": ""}),
    ],
)
def test_two_new_ones_of_the_same_name_have_each_a_ref(at_once, strict, model, typed):
    typed = {**typed, "bank": BankFactory().pk}
    address = reverse(f"admin:quiz_{model._meta.model_name}_add")
    at_once(
        model, "save", *(sends(client, client.get(address), "_save", **typed) for client in strict)
    )
    assert refs(model) == ["the-same", "the-same-2"]


def test_two_that_go_back_to_the_same_lost_source_make_it_once(at_once, strict):
    bank = BankFactory()
    source = SourceFactory(bank=bank, publisher="Gone", date="", url="")
    rows = [QuestionFactory(bank=bank, source=source, live=True) for _n in range(2)]
    for row in rows:
        row.source, row.prompt = SourceFactory(bank=bank), "Otherwise?"
        row.save()
    source.delete()
    at_once(
        history,
        "free_ref",
        *(
            sends(
                client, client.get(reverse("admin:quiz_question_history", args=[row.pk])), "version"
            )
            for client, row in zip(strict, rows, strict=True)
        ),
    )
    assert len({row.source for row in Question.objects.all()}) == 1


def test_what_two_publish_at_once_is_published_once(at_once, editors, settings):
    settings.FOUR_EYES = False
    question = QuestionFactory()
    address = reverse("admin:quiz_question_publish", args=[question.pk])
    answers = at_once(
        Question,
        "publish",
        *(sends(client, client.get(address), "_publish") for client in editors),
    )
    assert one_of(answers, CHANGED)
    assert question.steps.filter(action="published").count() == 1


def test_many_are_published_as_they_were_seen_though_one_is_being_saved(
    meanwhile, editors, settings
):
    settings.FOUR_EYES = False
    question = QuestionFactory()
    writing = editors[0].get(reverse("admin:quiz_question_change", args=[question.pk]))
    chosen = {"action": "publish", "_selected_action": [question.pk]}
    asking = editors[1].post(reverse("admin:quiz_question_changelist"), chosen)
    _published, saved = meanwhile(
        Question,
        "publish",
        sends(editors[1], asking, "Publish what can be published"),
        sends(editors[0], writing, "_continue", prompt="Rewritten?"),
    )
    question.refresh_from_db()
    assert (question.state, question.edited) == ("live", False)
    assert str(NOTHING_LOST) in saved


def test_a_check_is_renewed_once(at_once, editors):
    question = QuestionFactory(live=True, check=TODAY + 7 * DAY)
    question.checks.update(checked_on=TODAY - 90 * DAY)
    address = reverse("admin:quiz_question_due")
    looked = {"pages": PAGE, "confirmed": ["key"]}
    answers = at_once(
        Question,
        "confirm",
        *(sends(each, each.get(address), "_true", **looked) for each in editors),
    )
    assert one_of(answers, CHANGED)
    assert question.checks.count() == 2


def test_what_one_decides_of_a_report_stays(at_once, editors):
    played = make_round("choice")
    turn = played.turns.get()
    turn.answer("Eight", TODAY)
    Report.file(turn, "wrong", "", TODAY)
    address = reverse("admin:quiz_report_changelist")
    chosen = [Report.objects.get().pk]

    def decides(client, action):
        data = {"action": action, "_selected_action": chosen}
        return lambda: client.post(address, data, follow=True).content.decode()

    answers = at_once(
        Report, "handle", decides(editors[0], "accept"), decides(editors[1], "dismiss")
    )
    assert one_of(answers, "1 had been decided before, and stays so.")


def test_a_file_is_imported_over_nothing_that_was_not_shown(at_once, editors):
    question = QuestionFactory(prompt="First?")
    address = reverse("admin:quiz_question_import")

    def imports(client, prompt):
        file = SimpleUploadedFile("a.csv", f"ref,prompt\n{question.ref},{prompt}\n".encode())
        page = client.post(address, {"file": file, "bank": question.bank_id})
        return sends(client, page, "Import all of this as drafts")

    answers = at_once(
        import_file, "apply", imports(editors[0], "Ann’s?"), imports(editors[1], "Bob’s?")
    )
    assert one_of(answers, CHANGED)


def test_a_bank_that_is_loaded_takes_back_no_edit(meanwhile, editors):
    file, _lines = read(FILE)
    load.load(file, TODAY)
    question = Question.objects.order_by("pk").first()
    page = editors[0].get(reverse("admin:quiz_question_change", args=[question.pk]))
    newer, _lines = read(FILE.replace(question.prompt, "What the file says now?"))
    _report, saved = meanwhile(
        load,
        "_update",
        lambda: load.load(newer, TODAY),
        sends(editors[0], page, "_continue", prompt="Rewritten?"),
    )
    question.refresh_from_db()
    assert question.prompt == "What the file says now?"
    assert str(NOTHING_LOST) in saved


def test_a_digest_is_of_what_was_saved_last(meanwhile, monkeypatch):
    question = QuestionFactory()
    Digest.objects.update(rules=0)

    def saves():
        mine = Question.objects.get(pk=question.pk)
        mine.prompt = "Rewritten?"
        mine.save()

    meanwhile(Digest, "of", bring_up_digests, saves)
    assert "rewritten?" in Digest.objects.get().text


def test_a_code_of_the_app_and_one_for_recovery_each_let_one_in(at_once):
    """However many come with it at once; the next code lets the next one in."""
    user = User.objects.create_user("editor")
    device = second_factor.begin(user)
    recovery = second_factor.confirm(user, code_of(device, -30))
    for code in (code_of(device), recovery[0]):
        let_in = at_once(
            second_factor,
            "_code_hash" if code.isdigit() else "_recovery_hash",
            *[lambda code=code: second_factor.accept(user, code)] * 8,
            waiting=0.2,  # four times while the others wait for its lock, for five seconds at most
        )
        assert [found for found in let_in if found] == [device]
    assert second_factor.recovery_left(user) == 9
    assert second_factor.accept(user, code_of(device, 30))


def test_a_code_sets_up_a_second_factor_once(at_once, monkeypatch):
    user = User.objects.create_user("ann")
    second_factor.begin(user)
    monkeypatch.setattr(second_factor, "_fits", lambda device, code: not device.confirmed)
    codes = at_once(
        second_factor,
        "renew_recovery",
        *[lambda: second_factor.confirm(User.objects.get(), "123456")] * 2,
    )
    assert sorted(made is None for made in codes) == [False, True]
    assert second_factor.recovery_left(user) == 10


def test_of_two_tabs_one_begins_the_round_of_a_day_and_the_other_is_led_there(at_once):
    question = QuestionFactory(live=True, hook=True)
    row = DailyQuestion.objects.create(day=TODAY, question=question)
    client = Client()
    client.post(f"/banks/{question.bank.ref}/start/")
    Round.objects.all().delete()

    def presses(response):
        tab = Client()
        tab.cookies = client.cookies
        sent = {"version": question.live_version_id, "response": response}
        return lambda: tab.post(f"/today/{TODAY}/", sent).url.partition("?")[0].partition("#")[0]

    one, other = at_once(Round, "begin", presses("Eight"), presses("Forty"))
    played = Round.objects.get()
    assert played.today == row
    assert one == other == f"/rounds/{played.key}/1/"


def test_of_two_who_put_the_same_edits_together_one_is_shown_the_others(at_once, editors):
    """Both had opened the page of a clash, and both send what they chose."""
    question = QuestionFactory(live=True)
    address = reverse("admin:quiz_question_change", args=[question.pk])
    opened = [client.get(address) for client in editors]
    question.prompt = "From somebody?"
    question.save()
    typed = [{"prompt": "From Ann?"}, {"prompt": "From Bob?"}]
    clashes = [
        press(client, page, "_continue", **each)
        for client, page, each in zip(editors, opened, typed, strict=True)
    ]
    mine = {"choose-prompt": "mine"}
    answers = at_once(
        QuestionAdmin,
        "save_model",
        *(
            sends(client, page, "_continue", **mine)
            for client, page in zip(editors, clashes, strict=True)
        ),
    )
    assert one_of(answers, NOTHING_LOST)
    kept = Question.objects.get().prompt
    left = next(each["prompt"] for each in typed if each["prompt"] != kept)
    shown = next(answer for answer in answers if str(NOTHING_LOST) in answer)
    assert kept in shown
    assert left in shown


@pytest.mark.parametrize("make", [BankFactory, TopicFactory])
def test_who_saves_second_of_two_loses_no_field_of_the_first(at_once, editors, make):
    row = make()
    name = row._meta.model_name
    address = reverse(f"admin:quiz_{name}_change", args=[row.pk])
    answers = at_once(
        admin.site.get_model_admin(type(row)).__class__,
        "save_model",
        *(
            sends(client, client.get(address), "_continue", title=title)
            for client, title in zip(editors, ("From Ann", "From Bob"), strict=True)
        ),
    )
    assert one_of(answers, NOTHING_LOST)


def test_two_who_say_at_once_that_they_are_here_are_both_here(editors):
    question = QuestionFactory()
    said = {"thing": f"quiz.question {question.pk}"}
    here = reverse("admin:here")
    answers = together(*(lambda client=client: client.post(here, said) for client in editors * 3))
    assert {answer.status_code for answer in answers} == {200}
    assert Presence.objects.count() == 2
