"""Pages between two requests: nothing is done that whoever confirms it has not seen.

``PAGES`` has a row for every page of the desk on which something is shown and then confirmed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.admin import second_factor
from quiz.admin.edit_conflicts import CHANGED, NOTHING_LOST, OVERWRITES
from quiz.admin.publishing import DECISIONS
from quiz.models import Article, Correction, DailyQuestion, Question, QuestionSet, Report, Topic
from tests.admin.test_lists import DAY
from tests.desk import LIST, press, undone
from tests.factories import (
    PAGE,
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    checked,
    make_round,
)
from tests.play.test_corrections import KEY, correct
from tests.test_stray_words import stray

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@dataclass(frozen=True)
class Page:
    """A page between, as a test walks through it.

    ``before`` makes what it shows, ``opened`` opens it, ``button`` confirms it with what was
    ``typed``, and ``done`` says whether that was done. ``others`` are what somebody else may
    do meanwhile; each is enough for nothing to be done.
    """

    before: Callable[[], Any]
    opened: Callable[[Any, Any], Any]
    button: str
    done: Callable[[Any], Any]
    others: dict[str, Callable[[Any], Any]]
    typed: dict[str, Any] = field(default_factory=dict)
    said: Any = CHANGED
    kept: str = ""  # what was typed, and is still there
    gone: bool = False  # whether the others' change leaves nothing to show


# What is there before


def written(**fields: Any) -> Question:
    question = QuestionFactory(**fields)
    question.wrote(TODAY, User.objects.get_or_create(username="ann")[0])
    return question


def submitted() -> Question:
    question = written()
    question.submit(TODAY, User.objects.get(username="ann"))
    return question


def scheduled() -> Question:
    question = written()
    question.schedule(TODAY + DAY, TODAY, User.objects.create_user("chief"))
    return question


def live() -> Question:
    return written(live=True)


def edited() -> Question:
    """Live, with a working copy that differs."""
    question = live()
    question.prompt = "Asked otherwise?"
    question.save()
    return question


def a_set() -> QuestionSet:
    """A set with one question, of a bank that has another."""
    question = QuestionFactory(live=True)
    QuestionFactory(bank=question.bank, live=True)
    made = QuestionSet.objects.create(
        bank=question.bank, ref="week", title="This week", summary="On cameras."
    )
    made.places.create(question=question, number=1)
    return made


def in_bank_with_set() -> Question:
    """A question of a bank that has a set without it."""
    return written(bank=a_set().bank)


MINE_TODAY, THEIRS_TODAY = 770_001, 770_002


def day_to_come() -> DailyQuestion:
    """A day with a question, and two others on the shelf."""
    first = QuestionFactory(live=True, hook=True)
    for pk in (MINE_TODAY, THEIRS_TODAY):
        QuestionFactory(pk=pk, bank=first.bank, live=True, hook=True)
    return DailyQuestion.objects.create(day=TODAY + DAY, question=first)


def due() -> Question:
    return QuestionFactory(live=True, check=TODAY + 7 * DAY)


def due_of_ann() -> Question:
    return written(live=True, check=TODAY + 7 * DAY)


def with_wrong_key() -> Question:
    played = make_round("choice")
    played.turns.get().answer("Eight", TODAY)
    question = Question.objects.get()
    question.spec = KEY
    question.save()
    return question


def correction() -> Correction:
    return correct(with_wrong_key(), TODAY)


def report() -> Report:
    played = make_round("choice")
    turn = played.turns.get()
    turn.answer("Eight", TODAY)
    Report.file(turn, "wrong", "It was nine.", TODAY)
    return Report.objects.get()


def report_of(_name: str) -> Report:
    played = make_round("choice")
    turn = played.turns.get()
    turn.answer("Eight", TODAY)
    Report.file(turn, "wrong", "", TODAY)
    return turn.report


def article() -> Article:
    source = SourceFactory()
    said = {"title": "Not a witness", "publisher": "The desk", "text": "It ran for weeks."}
    return Article.objects.create(bank=source.bank, source=source, **said)


def account() -> User:
    return User.objects.create_user("ann", is_staff=True)


# How it is opened


def at(name: str) -> Callable[[Any, Any], Any]:
    return lambda client, row: client.get(reverse(f"admin:{name}", args=[row.pk]))


def listed(model: str, action: str) -> Callable[[Any, Any], Any]:
    def choose(client: Any, row: Any) -> Any:
        data = {"action": action, ACTION_CHECKBOX_NAME: [row.pk]}
        return client.post(reverse(f"admin:{model}_changelist"), data)

    return choose


def uploaded(client: Any, question: Any) -> Any:
    file = SimpleUploadedFile("a.csv", f"ref,prompt\n{question.ref},From a file?\n".encode())
    return client.post(
        reverse("admin:quiz_question_import"), {"file": file, "bank": question.bank_id}
    )


def newer_text(client: Any, row: Any) -> Any:
    page = client.get(reverse("admin:quiz_article_newer", args=[row.pk]))
    return press(client, page, "_compare", text="A newer text.")


# What somebody else does meanwhile


def rewrite(question: Question) -> None:
    theirs = Question.objects.get(pk=question.pk)
    theirs.prompt = "What they wrote?"
    theirs.save()
    theirs.wrote(TODAY, User.objects.get_or_create(username="bob")[0])


def retitle_source(question: Question) -> None:
    question.source.title = "Another report"
    question.source.save()


def refile(question: Question) -> None:
    fact = FactFactory(bank=question.bank)
    Question.objects.filter(pk=question.pk).update(fact=fact)


def publish(question: Question) -> None:
    Question.objects.get(pk=question.pk).publish(TODAY)


def recheck(question: Question) -> None:
    question.confirm(checked(TODAY, TODAY + 300 * DAY))


def recheck_alike(question: Question) -> None:
    """Another check that says the same: somebody else has done this already."""
    latest = question.latest_check()
    question.confirm(latest.said())


def submit(question: Question) -> None:
    Question.objects.get(pk=question.pk).submit(TODAY, None)


def send_back(question: Question) -> None:
    Question.objects.get(pk=question.pk).send_back(TODAY, None, "Which year?")


def retire(question: Question) -> None:
    Question.objects.get(pk=question.pk).retire(TODAY)


def unschedule(question: Question) -> None:
    Question.objects.get(pk=question.pk).unschedule(TODAY, None)


def change(**fields: Any) -> Callable[[Any], Any]:
    return lambda row: type(row)._base_manager.filter(pk=row.pk).update(**fields)


# Whether it was done


def has(**fields: Any) -> Callable[[Any], bool]:
    return lambda row: type(row)._base_manager.filter(pk=row.pk, **fields).exists()


def deleted(row: Any) -> bool:
    return not type(row)._base_manager.filter(pk=row.pk).exists()


CONTENT = {"rewritten": rewrite, "source": retitle_source}
ANY = {**CONTENT, "fact": refile, "check": recheck, "same check": recheck_alike}
WRITING = {"opened": at("quiz_question_change"), "said": NOTHING_LOST, "kept": "Mine?"}
MINE = {"prompt": "Mine?"}


def erased(before: Callable[[], Any], model: str, **others: Callable[[Any], Any]) -> dict[str, Any]:
    """The two pages on which rows of a model are deleted: one, or those that are ticked."""
    told: dict[str, Any] = {"done": deleted, "others": others}
    return {
        f"{model}_delete": Page(before, at(f"{model}_delete"), "Delete it", **told),
        f"{model}_changelist delete_selected": Page(
            before, listed(model, "delete_selected"), "Delete them", **told
        ),
    }


# Each by the name of its address, and of the button or the action.
PAGES: dict[str, Page] = {
    "quiz_question_change _continue": Page(
        live, button="_continue", typed=MINE, done=has(prompt="Mine?"),
        others={**ANY, "retired": retire}, **WRITING,
    ),
    "quiz_question_change _preview": Page(
        written, button="_preview", typed=MINE, done=has(prompt="Mine?"), others=ANY, **WRITING
    ),
    "quiz_question_change _addanother": Page(
        written, button="_addanother", typed=MINE, done=has(prompt="Mine?"), others=ANY, **WRITING
    ),
    "quiz_question_change _kind": Page(
        written, button="_kind", typed=MINE, done=has(prompt="Mine?"), others=ANY, **WRITING
    ),
    "quiz_question_change _publish": Page(
        written, button="_publish", typed=MINE, done=has(prompt="Mine?"), others=ANY, **WRITING
    ),
    "quiz_question_change _submit": Page(
        written, button="_submit", typed=MINE, done=has(submitted=True),
        others={**ANY, "published": publish}, **WRITING,
    ),
    "quiz_question_change _retire": Page(
        live, button="_retire", typed=MINE, done=has(state="retired"), others=ANY, **WRITING
    ),
    "quiz_question_publish _publish": Page(
        submitted, at("quiz_question_publish"), "_publish", has(state="live"),
        {**ANY, "sent back": send_back}, {"publish-why": "A new count"}, kept="A new count",
    ),
    "quiz_question_publish _publish on a day": Page(
        submitted, at("quiz_question_publish"), "_publish", has(publish_on__isnull=False),
        {**ANY, "sent back": send_back},
        {"publish-day": str(TODAY + 9 * DAY), "publish-why": "A new count"}, kept="A new count",
    ),
    "quiz_question_publish _return": Page(
        submitted, at("quiz_question_publish"), "_return", has(state="draft"), ANY,
        {"return-note": "Which year?"}, kept="Which year?",
    ),
    "quiz_question_publish _retire": Page(
        live, at("quiz_question_publish"), "_retire", has(state="retired"), ANY,
        {"retire-note": "Out of date"}, kept="Out of date",
    ),
    "quiz_question_publish _unschedule": Page(
        scheduled, at("quiz_question_publish"), "_unschedule", has(publish_on=None),
        {"source": retitle_source, "fact": refile, "check": recheck},
    ),
    "quiz_question_publish _keep": Page(
        lambda: written(live=True, retire_on=TODAY + DAY), at("quiz_question_publish"), "_keep",
        has(retire_on=None), ANY,
    ),
    "quiz_question_history": Page(
        edited, at("quiz_question_history"), "version",
        lambda row: "Asked" not in Question.objects.get(pk=row.pk).prompt
        and "they" not in Question.objects.get(pk=row.pk).prompt,
        {**CONTENT, "published": publish},
    ),
    "quiz_question_day": Page(
        lambda: written(live=True, difficulty="easy"), at("quiz_question_day"),
        "Ask it on this day",
        lambda row: DailyQuestion.objects.filter(question=row, day=TODAY + 3 * DAY).exists(),
        {
            **ANY,
            "planned": lambda row: DailyQuestion.objects.create(
                day=TODAY + 3 * DAY, question=QuestionFactory(bank=row.bank, live=True, hook=True)
            ),
        },
        {"day": str(TODAY + 3 * DAY)},
    ),
    "quiz_question_copy": Page(
        written, at("quiz_question_copy"), "Make the copy",
        lambda row: Question.objects.exclude(pk=row.pk).exists(), {**ANY, "published": publish},
    ),
    "quiz_question_kind": Page(
        written, at("quiz_question_kind"), "kind", has(kind="multiple"), ANY,
    ),
    "quiz_question_due _true": Page(
        due, lambda client, row: client.get(reverse("admin:quiz_question_due")), "_true",
        lambda row: row.checks.filter(checked_by__username="admin").exists(),
        {**CONTENT, "published": rewrite, "check": recheck, "same check": recheck_alike},
    ),
    "quiz_question_due _change": Page(
        due, lambda client, row: client.get(reverse("admin:quiz_question_due")), "_change",
        lambda row: row.steps.filter(action="changed").exists(), CONTENT,
    ),
    "quiz_question_due _ask": Page(
        due_of_ann, lambda client, row: client.get(reverse("admin:quiz_question_due")), "_ask",
        lambda row: row.steps.filter(action="asked").exists(), CONTENT,
    ),
    "quiz_question_import": Page(
        written, uploaded, "Import all of this as drafts", has(prompt="From a file?"),
        {**CONTENT, "check": recheck, "published": publish},
    ),
    "quiz_question_changelist submit": Page(
        written, listed("quiz_question", "submit"), "Submit", has(submitted=True),
        {**ANY, "published": publish},
    ),
    "quiz_question_changelist publish": Page(
        submitted, listed("quiz_question", "publish"), "Publish what can be published",
        has(state="live"), {**ANY, "sent back": send_back}, {"why": "Counted anew"},
        kept="Counted anew",
    ),
    "quiz_question_changelist retire": Page(
        live, listed("quiz_question", "retire"), "Retire them", has(state="retired"), ANY,
        {"why": "Out of date"}, kept="Out of date",
    ),
    "quiz_question_changelist renew": Page(
        live, listed("quiz_question", "renew"), "I looked: they are still true",
        lambda row: row.checks.filter(checked_by__username="admin").exists(), ANY,
        {"until": str(TODAY + 40 * DAY), "pages": PAGE, "confirmed": ["key"]},
        kept=str(TODAY + 40 * DAY),
    ),
    "quiz_question_changelist move": Page(
        lambda: written(bank=TopicFactory(title="Elsewhere").bank),
        listed("quiz_question", "move"), "Move them", has(topic__title="Elsewhere"), ANY,
    ),
    "quiz_question_changelist shelve": Page(
        lambda: written(live=True, difficulty="easy"), listed("quiz_question", "shelve"),
        "Make them ready", has(hook=True), ANY,
    ),
    "quiz_question_changelist take_off": Page(
        lambda: written(live=True, hook=True), listed("quiz_question", "take_off"),
        "Take them out", has(hook=False), ANY,
    ),
    "quiz_question_changelist add_to_set": Page(
        in_bank_with_set, listed("quiz_question", "add_to_set"), "Add them",
        lambda row: row.places.exists(), ANY,
    ),
    "quiz_dailyquestion_change": Page(
        day_to_come, at("quiz_dailyquestion_change"), "_save", has(question=MINE_TODAY),
        {"chosen": change(question=THEIRS_TODAY)}, {"question": str(MINE_TODAY)}, NOTHING_LOST,
    ),
    "quiz_dailyquestion_delete": Page(
        day_to_come, at("quiz_dailyquestion_delete"), "Delete it", deleted,
        {"chosen": change(question=THEIRS_TODAY)},
    ),
    "quiz_correction_add": Page(
        with_wrong_key,
        lambda client, row: client.get(f"{reverse('admin:quiz_correction_add')}?question={row.pk}"),
        "_save", lambda row: Correction.objects.exists(), CONTENT,
        {"statement": "It was 21."}, OVERWRITES, "It was 21.",
    ),
    "quiz_correction_add published": Page(
        with_wrong_key,
        lambda client, row: client.get(f"{reverse('admin:quiz_correction_add')}?question={row.pk}"),
        "_save", lambda row: Correction.objects.exists(), {"published": publish},
        {"statement": "It was 21."}, OVERWRITES, "It was 21.",
    ),
    "quiz_correction_change": Page(
        correction, at("quiz_correction_change"), "_save", has(statement="Mine."),
        {"sentence": change(statement="Theirs.")}, {"statement": "Mine."}, NOTHING_LOST, "Mine.",
    ),
    "quiz_correction_regrade": Page(
        correction, at("quiz_correction_change"), "Regrade now",
        has(regraded_by__username="admin"),
        {
            "ordered": change(regraded_on=TODAY),
            "corrected again": lambda row: correct(
                Question.objects.get(), TODAY, spec={**KEY, "right": "Nine"}
            ),
        },
    ),
    "quiz_bank_change": Page(
        BankFactory, at("quiz_bank_change"), "_save", has(title="Mine"),
        {"retitled": change(title="Theirs")}, {"title": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_topic_change": Page(
        TopicFactory, at("quiz_topic_change"), "_save", has(title="Mine"),
        {"retitled": change(title="Theirs")}, {"title": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_source_change": Page(
        SourceFactory, at("quiz_source_change"), "_save", has(title="Mine"),
        {"address": change(url="https://theirs.example/")}, {"title": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_fact_change": Page(
        FactFactory, at("quiz_fact_change"), "_save", has(text="Mine"),
        {"reworded": change(text="Theirs")}, {"text": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_questionset_change": Page(
        a_set, at("quiz_questionset_change"), "_save", has(title="Mine"),
        {
            "retitled": change(title="Theirs"),
            "another question": lambda row: row.places.create(
                question=QuestionFactory(bank=row.bank), number=2
            ),
            "taken out": lambda row: row.places.all().delete(),
        },
        {"title": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_questionset_find": Page(
        a_set, at("quiz_questionset_find"), "Add what is ticked",
        lambda row: row.places.count() > 1,
        {"taken out": lambda row: row.places.all().delete()},
    ),
    "quiz_report_change": Page(
        report, at("quiz_report_change"), "_save", has(state="accepted"),
        {"dismissed": lambda row: row.handle("dismissed", TODAY, None)}, {"state": "accepted"},
        NOTHING_LOST,
    ),
    "auth_user_change": Page(
        account, at("auth_user_change"), "_save", has(is_superuser=True),
        {"closed": change(is_active=False)},
        {"role": "publisher", "own_password": "password"}, NOTHING_LOST,
    ),
    "quiz_article_change": Page(
        article, at("quiz_article_change"), "_save", has(title="Mine"),
        {"retitled": change(title="Theirs")}, {"title": "Mine"}, NOTHING_LOST, "Mine",
    ),
    "quiz_article_sentences": Page(
        article, at("quiz_article_sentences"), "_nothing",
        lambda row: row.remarks.exists(), {"replaced": change(text="Another text.")},
        {"sentence": ["1"]},
    ),
    "quiz_article_newer": Page(
        article, newer_text, "_replace", has(text="A newer text."),
        {"replaced": change(text="Another text.")},
    ),
    **erased(article, "quiz_article", retitled=change(title="Theirs")),
    **erased(written, "quiz_question", rewritten=rewrite, submitted=submit),
    **erased(
        lambda: TopicFactory().bank, "quiz_bank", filled=lambda bank: TopicFactory(bank=bank)
    ),
    **erased(report, "quiz_report", decided=lambda row: row.handle("accepted", TODAY, None)),
    **erased(a_set, "quiz_questionset", retitled=change(title="Theirs")),
    **erased(TopicFactory, "quiz_topic", retitled=change(title="Theirs")),
    **erased(SourceFactory, "quiz_source", address=change(url="https://theirs.example/")),
    **erased(FactFactory, "quiz_fact", reworded=change(text="Theirs")),
    **erased(account, "auth_user", closed=change(is_active=False)),
}  # fmt: skip

# What shows something and does not confirm it, and why that is no page between.
OTHERS = {
    "here": "says who is there",
    "index": "shows", "login": "a password proves it", "logout": "of one's own session",
    "password_change": "the old password proves it", "password_change_done": "shows",
    "autocomplete": "shows", "jsi18n": "shows", "view_on_site": "shows", "app_list": "shows",
    "second_factor": "a code proves it", "auth_user_password_change": "shows nothing but a name",
    "quiz_question_restore": "confirms what the history shows",
    "quiz_correction_foresee": "changes nothing",
    "quiz_question_exhibit": "shows what is typed", "quiz_question_typed": "shows what is typed",
    "quiz_question_answered": "shows what is typed", "quiz_question_marks": "shows what is typed",
    "quiz_question_preview": "shows", "quiz_question_frame": "changes nothing",
    "quiz_question_correct": "leads to the page that corrects",
    "quiz_bank_copy": "changes nothing that is there", "quiz_questionset_preview": "shows",
    "quiz_bank_embed": "shows", "quiz_questionset_embed": "shows",
    "quiz_question_statistics": "shows", "quiz_question_export": "shows",
    "quiz_tally_bank": "shows", "quiz_tally_csv": "shows", "quiz_tally_question": "shows",
    "quiz_correction_delete": "nobody may",
    "drafts": "shows", "keep_typed": "one's own text", "throw_away": "one's own text",
}  # fmt: skip
SHOWN_ALREADY = {  # what nobody sees is new here, or there is nothing yet that could change
    "add": "something new", "changelist": "a list: see its actions", "history": "shows",
}  # fmt: skip
AT_ONCE = {
    ("quiz_question", "export_chosen"): "changes nothing",
    ("quiz_report", "accept"): "of what somebody has decided nothing changes",
    ("quiz_report", "dismiss"): "of what somebody has decided nothing changes",
    ("auth_user", "take_factor_away"): "it is there or not",
}


@pytest.fixture
def desk(admin_client: Any) -> Any:
    return admin_client


# Whether two have to look at a question matters where it is published.
CASES = [
    (name, four_eyes)
    for name in PAGES
    for four_eyes in ([True, False] if "publish" in name.partition(" ")[2] else [True])
]


@pytest.mark.parametrize(("name", "four_eyes"), CASES)
def test_what_was_seen_is_done_and_nothing_else(desk, settings, name, four_eyes):
    settings.FOUR_EYES = four_eyes
    page = PAGES[name]
    row = page.before()
    typed = {**page.typed, **of_row(row, name)}
    opened = page.opened(desk, row)
    for told, other in page.others.items():
        with undone():
            other(type(row)._base_manager.get(pk=row.pk))
            answer = press(desk, opened, page.button, **typed)
            assert answer.status_code == 200, told
            assert not page.done(row), told
            text = answer.content.decode()
            assert str(page.said) in text, told
            assert page.kept in text, f"{told}: what was typed is still there"
    with undone():
        press(desk, opened, page.button, seen="", packed="", **typed, follow=False)
        assert not page.done(row), "it was sent without its page"
    answer = press(desk, opened, page.button, **typed)
    assert answer.status_code == 200
    assert page.done(row), answer.content.decode()
    for shown in (opened, answer):
        assert not stray(shown.content.decode()), "something missing is printed as None"


def with_factor(name: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    second_factor.begin(user)
    TOTPDevice.objects.filter(user=user).update(confirmed=True)
    return user


@pytest.mark.parametrize(
    ("model", "action", "make", "untouched"),
    [
        ("quiz_report", "accept", report_of, has(state="open")),
        ("quiz_report", "dismiss", report_of, has(state="open")),
        ("auth_user", "take_factor_away", with_factor, lambda user: second_factor.has_factor(user)),
    ],
)
def test_what_is_done_at_once_is_done_to_what_the_page_showed(desk, model, action, make, untouched):
    """Whoever selects all rows of a list has seen those of one page."""
    shown, elsewhere = make("ann"), make("bob")
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [shown.pk], "select_across": "1"}
    answer = desk.post(reverse(f"admin:{model}_changelist"), chosen, follow=True)
    assert not untouched(shown)
    assert untouched(elsewhere)
    assert "only to the rows that were on the page" in answer.content.decode()


def test_every_such_action_is_among_these():
    tried = {
        ("quiz_report", "accept"),
        ("quiz_report", "dismiss"),
        ("auth_user", "take_factor_away"),
    }
    changing = {action for action, why in AT_ONCE.items() if why != "changes nothing"}
    assert changing == tried


def of_row(row: Any, name: str) -> dict[str, Any]:
    """What is typed on some pages that goes by the row."""
    if name.endswith(" add_to_set"):
        return {"question_set": QuestionSet.objects.get().pk}
    if name == "quiz_questionset_find":
        return {"question": row.bank.questions.order_by("-pk").first().pk}
    if name.startswith("quiz_question_due"):
        return {
            "pages": PAGE, "confirmed": ["key"], "change-note": "Other.", "ask-note": "Same?"
        }  # fmt: skip
    return {"topic": Topic.objects.get(title="Elsewhere").pk} if name.endswith(" move") else {}


def test_what_no_longer_is_in_the_list_is_not_passed_over(desk):
    """Chosen from those that wait for an editor, of which somebody has published one."""
    waiting = [submitted(), submitted()]
    address = f"{LIST}?state=review"
    chosen = {ACTION_CHECKBOX_NAME: [row.pk for row in waiting], "action": "publish"}
    opened = desk.post(address, chosen)
    publish(waiting[0])
    answer = press(desk, opened, "Publish what can be published").content.decode()
    assert str(CHANGED) in answer
    assert Question.objects.filter(state="live").count() == 1
    publish(waiting[1])
    answer = press(desk, opened, "Publish what can be published").content.decode()
    assert str(CHANGED) in answer


# That there is none without a row


def names() -> set[str]:
    found = set()

    def walk(patterns: Any) -> None:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns)
            elif each.name:
                found.add(each.name)

    walk(admin.site.urls[0])
    return found


def read_only(name: str) -> bool:
    """Whether the address belongs to a model of which nobody may change anything."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    return any(
        name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        and not desk.has_change_permission(request)
        for model, desk in admin.site._registry.items()
    )


def test_every_page_that_confirms_something_has_a_row():
    rows = {name.split()[0] for name in PAGES}
    plain = {name for name in names() if name.rpartition("_")[2] in SHOWN_ALREADY}
    left = names() - rows - set(OTHERS) - plain
    assert {name for name in left if not read_only(name)} == set()


def test_every_action_of_a_list_has_a_row(admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user
    found = {
        (f"{model._meta.app_label}_{model._meta.model_name}", action)
        for model, desk in admin.site._registry.items()
        for action in desk.get_actions(request)
    }
    rows = {
        (name.split()[0].removesuffix("_changelist"), name.split()[1])
        for name in PAGES
        if "_changelist " in name
    }
    assert found - rows - set(AT_ONCE) == set()


def test_every_decision_and_button_of_a_question_has_a_row(desk):
    decided = {name.split()[1] for name in PAGES if name.startswith("quiz_question_publish ")}
    assert decided == set(DECISIONS)
    pressed = {name.split()[1] for name in PAGES if name.startswith("quiz_question_change ")}
    shown = set()
    for row in (live(), written()):
        page = at("quiz_question_change")(desk, row).content.decode()
        shown |= set(re.findall(r'<button[^>]* name="(_\w+)"', page))
    assert shown == pressed
