"""What there is to see: banks, questions in every state, rounds, reports, corrections, people."""

import datetime
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command

from quiz.content.images import made_safe
from quiz.models import Bank, Correction, Picture, Question, Report, ScoreTally, Tally
from tests.factories import (
    SPECS,
    TODAY,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    make_round,
)
from tests.pictures import gradient, saved

DAY = datetime.timedelta(days=1)
PASSWORD = "a long pass phrase"
RESPONSES: dict[str, dict[str, Any]] = {
    "choice": {"right": "Eight", "wrong": "Forty"},
    "multiple": {"right": SPECS["multiple"]["right"], "partly": ["Thorn"], "wrong": ["UNICEF"]},
    "true_false": {"right": True, "wrong": False},
    "estimate": {"right": 26, "partly": 40, "wrong": 119},
    "ordering": {
        "right": [item["text"] for item in SPECS["ordering"]["items"]],
        "partly": ["Amazon pauses", "IBM writes to Congress", "Microsoft follows", "Boston votes"],
        "wrong": [item["text"] for item in reversed(SPECS["ordering"]["items"])],
    },
    "matching": {
        "right": [[pair["left"], pair["right"]] for pair in SPECS["matching"]["pairs"]],
        "partly": [
            ["Amazon", "paused for a year"], ["IBM", "supplied the Met"],
            ["NEC", "deleted a database"],
        ],
        "wrong": [
            ["Amazon", "stopped selling"], ["IBM", "supplied the Met"], ["NEC", "paused for a year"]
        ],
    },
}  # fmt: skip
KINDS = list(RESPONSES)
# The states in which the desk shows different roles a different page.
TELLING = ("in review", "sent back", "scheduled", "live", "edited")
OTHER_KEY = {
    "right": "Twenty-one",
    "wrong": [
        {"text": "Eight", "tempts": "That was the first count."},
        {"text": "Thirty-four", "tempts": "That is the rest."},
        {"text": "Forty", "tempts": "Computers are thought to be right."},
    ],
}


def everybody() -> SimpleNamespace:
    """An author, an editor and a publisher, who may do everything."""
    people = SimpleNamespace()
    for role in ("author", "editor", "publisher"):
        user = User.objects.create_user(
            role, password=PASSWORD, is_staff=True, is_superuser=role == "publisher"
        )
        if role != "publisher":
            user.groups.add(Group.objects.get(name=role))
        setattr(people, role, user)
    return people


def shipped() -> None:
    """The banks as they are shipped, each with figures that are shown as real ones."""
    call_command("loadbanks", verbosity=0)
    call_command("demo", readers=60, stdout=StringIO())


def demo_is_real() -> None:
    Tally.objects.update(simulated=False)
    ScoreTally.objects.update(simulated=False)


def small_bank() -> Bank:
    """A bank with a live question of each kind."""
    bank = BankFactory(ref="small", title="A small bank", about="What it rests on.")
    topics = [TopicFactory(bank=bank, ref=f"t{n}", title=f"Topic {n}") for n in (1, 2)]
    for number, kind in enumerate(KINDS):
        full(bank=bank, kind=kind, topic=topics[number % 2], live=True)
    return bank


def full(**fields: Any) -> Question:
    """A question that has everything a question can have, a picture apart."""
    source = SourceFactory(bank=fields["bank"], title="A second report", date="2020-05", url="")
    given = {
        "claim": "It says eight of *42*.",
        "since": "The force **paused** it.",
        "since_source": source,
        "survey": "41% knew it",
        "survey_group": "adults in England",
        "survey_year": 2023,
        "survey_source": source,
        "jurisdiction": "England and Wales",
        "valid": "Since 2 February 2025",
        "dimension": "law",
        "difficulty": "easy",
        "stance": "risk",
    }
    return QuestionFactory(**{**given, **fields})


def answered(kind: str, response: Any, **fields: Any) -> Any:
    """A round of a question of this kind, answered, and one more that waits."""
    played = make_round(f"{kind} choice", bank=fields.pop("bank", None) or BankFactory(), **fields)
    played.turns.order_by("position").first().answer(response, TODAY)
    return played


def with_picture(bank: Bank) -> Question:
    picture = Picture.keep(made_safe(BytesIO(saved(gradient(), "PNG"))), TODAY)
    return QuestionFactory(
        bank=bank, picture=picture, picture_alt="A street with a camera", live=True
    )


def desk_questions(people: SimpleNamespace) -> dict[str, Question]:
    """A question in every state that the desk knows, by what it is called here."""
    bank = BankFactory(ref="desk", title="At the desk")
    found = {f"draft of {kind}": full(bank=bank, kind=kind) for kind in KINDS}
    for question in found.values():
        question.wrote(TODAY, people.author)
    found["bare draft"] = QuestionFactory(
        bank=bank, check=False, source=None, passage="", explanation="", action="", minutes=None
    )
    found["in review"] = full(bank=bank)
    found["in review"].wrote(TODAY, people.author)
    found["in review"].submit(TODAY, people.author)
    found["sent back"] = full(bank=bank)
    found["sent back"].wrote(TODAY, people.author)
    found["sent back"].submit(TODAY, people.author)
    found["sent back"].send_back(TODAY, people.editor, "Which year?")
    found["scheduled"] = full(bank=bank)
    found["scheduled"].wrote(TODAY, people.author)
    found["scheduled"].schedule(TODAY + DAY, TODAY, people.editor)
    found["live"] = full(bank=bank, live=True)
    found["edited"] = full(bank=bank, live=True)
    found["edited"].prompt = "Asked otherwise, and longer than before?"
    found["edited"].save()
    found["edited"].wrote(TODAY, people.author)
    found["published twice"] = full(bank=bank, live=True)
    found["published twice"].prompt = "Asked a second time?"
    found["published twice"].save()
    found["published twice"].publish(TODAY, people.editor, why="A new report")
    found["to be retired"] = full(bank=bank, live=True, retire_on=TODAY + DAY)
    found["retired"] = full(bank=bank, live=True)
    found["retired"].retire(TODAY, people.editor)
    found["overdue"] = full(bank=bank, check=TODAY - DAY)
    found["overdue"].publish(TODAY - 2 * DAY)
    found["due soon"] = full(bank=bank, check=TODAY + 5 * DAY, live=True)
    found["with a picture"] = with_picture(bank)
    found["a variant"] = full(bank=bank, fact=found["live"].fact, prompt=found["live"].prompt)
    found["much the same"] = full(
        bank=bank, fact=FactFactory(bank=bank), prompt=found["edited"].prompt
    )
    return found


def reported(reason: str, text: str, state: str = "open") -> Any:
    """A round with an answered question that its reader reported."""
    played = answered("choice", "Forty")
    turn = played.turns.order_by("position").first()
    Report.file(turn, reason, text, TODAY)
    if state != "open":
        Report.objects.filter(turn=turn).update(state=state, handled_on=TODAY)
    return played


def corrected(kind: str = "key", spec: Any = OTHER_KEY) -> tuple[Any, Correction]:
    """A round whose one question was corrected after it was answered."""
    played = make_round("choice")
    played.turns.get().answer("Eight", TODAY)
    played.refresh_from_db()
    played.finish(TODAY)
    question = played.turns.get().version.question
    question.spec = spec
    question.explanation = f"Counted again. {question.explanation}"
    question.save()
    correction = Correction(question=question, kind=kind, statement="It was <twenty-one>.")
    correction.publish(list(question.versions.all()), TODAY)
    return played, correction
