"""Objects for tests. Each is complete unless a trait says otherwise."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from quiz import models
from quiz.content.checks import PARTS, Checked

TODAY = datetime.date(2026, 11, 22)
PAGE = "https://university.example/read"

# What the types of exhibits that are drawn are drawn from.
NUMBERS: dict[str, dict[str, Any]] = {
    "crowd": {"people": 30, "flagged": 1},
    "faces": {"people": 3},
    "street": {"people": 5, "flagged": 2},
    "threshold": {"limit": 70, "scores": [38, 92]},
}

SPECS: dict[str, dict[str, Any]] = {
    "choice": {
        "right": "Eight",
        "wrong": [
            {"text": "Twenty-one", "tempts": "Half feels like a fair guess."},
            {"text": "Thirty-four", "tempts": "That is the rest."},
            {"text": "Forty", "tempts": "Computers are thought to be right."},
        ],
    },
    "multiple": {
        "right": ["Thorn", "Marinus Analytics"],
        "wrong": [
            {"text": "Interpol", "tempts": "It searches for people too."},
            {"text": "UNICEF", "tempts": "It works for children too."},
        ],
    },
    "true_false": {"right": True, "tempts": "It sounds too strong to be true."},
    "estimate": {
        "right": 26,
        "unit": "of 120",
        "low": 0,
        "high": 120,
        "tolerance": 2,
        "zero_at": 30,
        "step": 1,
        "scale": "linear",
        "tempts": "Nobody expects so many.",
    },
    "ordering": {
        "items": [
            {"text": "IBM writes to Congress", "detail": "8 June 2020"},
            {"text": "Amazon pauses", "detail": "10 June 2020"},
            {"text": "Microsoft follows", "detail": "11 June 2020"},
            {"text": "Boston votes", "detail": "24 June 2020"},
        ],
        "first": "Earliest",
        "last": "Latest",
        "tempts": "The largest firm is thought to have been first.",
    },
    "matching": {
        "pairs": [
            {"left": "Amazon", "right": "paused for a year"},
            {"left": "IBM", "right": "stopped selling"},
            {"left": "NEC", "right": "supplied the Met"},
        ],
        "spare": ["deleted a database"],
        "tempts": "They all spoke in the same week.",
    },
}


def checked(
    on: datetime.date = TODAY, review_by: datetime.date = TODAY + datetime.timedelta(days=365)
) -> Checked:
    """A check of all that a question may say, at a page."""
    return Checked(on, review_by, (PAGE,), None, tuple(PARTS))


class BankFactory(DjangoModelFactory):
    class Meta:
        model = models.Bank

    ref = factory.Sequence("bank-{:05}".format)
    title = factory.Sequence("Bank {:05}".format)
    summary = "What a reader learns here."
    state = models.Bank.State.LISTED


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = models.Topic

    bank = factory.SubFactory(BankFactory)
    ref = factory.Sequence("topic-{:05}".format)
    title = factory.Sequence("Topic {:05}".format)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Source

    bank = factory.SubFactory(BankFactory)
    ref = factory.Sequence("source-{:05}".format)
    title = "A report on face matching"
    publisher = "A university"
    date = "2019-07-03"
    url = "https://university.example/report"


class FactFactory(DjangoModelFactory):
    class Meta:
        model = models.Fact

    bank = factory.SubFactory(BankFactory)
    ref = factory.Sequence("fact-{:05}".format)
    text = factory.Sequence("Idea {:05}".format)


class QuestionFactory(DjangoModelFactory):
    """A question that could be published. ``live=True`` publishes it."""

    class Meta:
        model = models.Question
        skip_postgeneration_save = True

    bank = factory.SubFactory(BankFactory)
    ref = factory.Sequence("question-{:05}".format)
    topic = factory.SubFactory(TopicFactory, bank=factory.SelfAttribute("..bank"))
    fact = factory.SubFactory(FactFactory, bank=factory.SelfAttribute("..bank"))
    source = factory.SubFactory(SourceFactory, bank=factory.SelfAttribute("..bank"))
    kind = "choice"
    prompt = factory.Sequence("Question number {:05}: what did the report find?".format)
    spec = factory.LazyAttribute(lambda question: SPECS[question.kind])
    explanation = " ".join(["The report counted each of the alerts and followed them up."] * 4)
    passage = "Eight of the matches were verified as correct."
    action = "Look up what your own police force publishes."
    minutes = 5

    @factory.post_generation
    def check(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """``check=False`` leaves it unchecked; a date is its review_by."""
        if not create or extracted is False:
            return
        review_by = extracted or TODAY + datetime.timedelta(days=365)
        checked_on = min(TODAY, review_by - datetime.timedelta(days=1))
        self.checks.create(  # type: ignore[attr-defined]
            checked_on=checked_on, review_by=review_by, pages=[PAGE], confirmed=list(PARTS)
        )

    @factory.post_generation
    def live(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.publish(TODAY)  # type: ignore[attr-defined]


def make_round(
    kinds: str = "choice", reader: Any = None, on: datetime.date = TODAY, **fields: Any
) -> models.Round:
    """A round that asks one question of each of ``kinds`` (words), in this order."""
    bank = fields.pop("bank", None) or BankFactory()
    questions = [QuestionFactory(bank=bank, kind=kind, live=True) for kind in kinds.split()]
    return models.Round.begin(
        [question.live_version_id for question in questions],
        bank=bank,
        reader=reader,
        wanted=fields.pop("wanted", len(questions)),
        started_on=on,
        **fields,
    )
