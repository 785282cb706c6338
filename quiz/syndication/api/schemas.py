"""What the answers to programs hold. The sentences here are read in the documentation."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from quiz.core.kinds import KINDS
from quiz.models import Correction as Corrected


class Schema(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Part(Schema):
    """A part of an answer. What is not said of it is left out."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True, extra="forbid")


class Index(Part):
    """Where to begin."""

    documentation: str
    """The page that says how all this is used."""
    description: str
    """The same for generators of clients, as OpenAPI 3.1."""
    banks: str
    """Where the quizzes are listed."""
    today: str
    """Where the question of the day is."""
    corrections: str
    """Where corrections are listed."""
    codebook: str
    """What stands in the tables of shares and scores."""


class Topic(Part):
    """A theme inside a bank."""

    ref: str
    """Its name in addresses."""
    title: str
    """In the language of the bank."""


class BankTopic(Topic):
    """A theme, and how much there is of it today."""

    questions: int
    """How many questions a round on it could ask."""


class Bank(Part):
    """A quiz: a collection of questions in one language."""

    ref: str
    """Its name in addresses. It stays."""
    title: str
    """In the language of the bank, as are summary, about, topics and questions."""
    summary: str
    """One or two sentences for readers."""
    about: str
    """More of the same; may be empty."""
    language: str
    """The code of the language, such as en or pt-br."""
    questions: int
    """How many questions a round could ask today. Several wordings of one count once."""
    topics: list[BankTopic]
    """What it is about."""
    url: str
    """The page on which readers begin."""
    questions_url: str
    """Where its questions are listed here."""


class Picture(Part):
    """A picture to be looked at before the answer."""

    url: str
    """WebP, in the largest width that there is."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""
    alt: str
    """What it shows, in words; empty if it only decorates."""


class Row(Part):
    """A labelled line of an exhibit."""

    label: str
    value: str


class Exhibit(Part):
    """Something to be read before the answer, which readers see drawn."""

    type: str
    """What it looks like: an email, a chat, a paper, a crowd."""
    caption: str
    """What it is, in words."""
    title: str | None = None
    lines: list[str] | None = None
    rows: list[Row] | None = None
    buttons: list[str] | None = None
    people: int | None = None
    """How many people are drawn."""
    flagged: int | None = None
    """How many of them are marked."""
    limit: int | None = None
    """Where a threshold stands, from 0 to 100."""
    scores: list[int] | None = None
    """What is held against it, from 0 to 100."""


class Question(Part):
    """A question as it is asked today, without its answer.

    What there is to answer with depends on the kind, and stands in an order that tells nothing.
    """

    number: int
    """Its number on this site. It stays, and is never given again."""
    bank: str
    """The name of its bank in addresses."""
    topic: Topic
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    """How it is answered."""
    text: str
    """What is asked, without markup."""
    picture: Picture | None = None
    exhibit: Exhibit | None = None
    checked_on: datetime.date | None = None
    """The day on which somebody last confirmed it with its source open."""
    options: list[str] | None = None
    """Of choice and multiple: what can be chosen."""
    unit: str | None = None
    """Of estimate: what the number counts."""
    low: float | None = None
    """Of estimate: the lowest number that can be given."""
    high: float | None = None
    """Of estimate: the highest."""
    step: float | None = None
    """Of estimate: from one number to the next on the slider."""
    scale: Literal["linear", "log"] | None = None
    """Of estimate: whether a distance is a difference or a factor."""
    items: list[str] | None = None
    """Of ordering: what is to be put in order."""
    first: str | None = None
    """Of ordering: what the first place means."""
    last: str | None = None
    """Of ordering: what the last place means."""
    left: list[str] | None = None
    """Of matching: what gets a partner."""
    partners: list[str] | None = None
    """Of matching: what can be a partner. There may be more than are needed."""


class Today(Part):
    """The question of the day: the same for everybody."""

    day: datetime.date
    """The day by this site's clock."""
    question: Question
    url: str
    """The page on which readers answer it."""


class QuestionSet(Part):
    """Questions of a bank that an editor fixed in an order."""

    ref: str
    """Its name in addresses."""
    title: str
    """In the language of its bank."""
    summary: str
    """One or two sentences for readers."""
    bank: str
    """The name of its bank in addresses."""
    questions: list[Question]
    """Those that can be asked today, in order."""
    left_out: int
    """How many more there are that cannot be asked today."""
    url: str
    """The page on which readers begin."""


class Correction(Part):
    """What was wrong with a question, as it was said in public."""

    number: int
    """The number of the question."""
    bank: str
    """The name of its bank in addresses."""
    text: str
    """What is asked since, without markup."""
    kind: Literal[tuple(Corrected.Kind.values)]  # type: ignore[valid-type]
    """What was wrong: the wording, or what counted as right."""
    statement: str
    """What was wrong and what is right, in the language of the bank."""
    corrected_on: datetime.date
    """The day on which it was put right."""
    regraded_on: datetime.date | None = None
    """The day on which answers given before were graded anew, if they were."""
    url: str
    """Where it stands for readers."""


class QuestionShares(Part):
    """What share of readers answered a question how, when they first met it; the codebook has more.

    Shares are hundredths in steps of five.
    """

    bank: str
    """The name of the bank in addresses."""
    number: int
    """The number of the question."""
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    """How it is answered."""
    topic: str
    """The name of its topic in addresses."""
    answered_right: int
    """Of a hundred readers, how many earned the whole point."""
    not_sure: int
    """Of a hundred readers, how many said that they were not sure."""
    points: int
    """Of a hundred points, how many were earned: some kinds give a part for a part."""


class RoundScores(Part):
    """The scores of rounds of one length, drawn from the whole bank and played to the end."""

    questions: int
    """How many questions they had."""
    twentieths: list[float]
    """Twenty scores in points, from the lowest, each of the middle of a twentieth of the rounds."""


class Scores(Part):
    """What readers scored in a bank, of each length that enough have played."""

    bank: str
    """The name of the bank in addresses."""
    rounds: list[RoundScores]


class Paged(Part):
    """A part of a list."""

    page: int
    """Which part this is, from 1."""
    pages: int
    """How many there are; one at least."""
    total: int
    """How many things are in all of them."""
    previous: str | None = None
    """The address of the part before."""
    next: str | None = None
    """The address of the part after."""


class Banks(Paged):
    """The quizzes that are open to everybody, in the order of the first page."""

    items: list[Bank]


class Questions(Paged):
    """The questions of a bank that can be asked today, by number."""

    items: list[Question]
    """Each wording by itself, so there may be more than the bank says."""


class Shares(Paged):
    """The questions of a bank that enough readers have answered, by number."""

    items: list[QuestionShares]


class Corrections(Paged):
    """What was corrected, the latest first."""

    items: list[Correction]


class Problem(Schema):
    """Why there is no answer (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    """What sort of problem: always about:blank, which means that the status says it."""
    title: str = Field(examples=["Not Found"])
    """The name of the status."""
    status: int = Field(examples=[404])
    """The status again."""
    detail: str
    """What is wrong, in a sentence."""
