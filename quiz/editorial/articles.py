"""An article beside the questions that were drawn from it: what is asked, open and gone."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from quiz.content import validation
from quiz.core import reading
from quiz.editorial.history import Piece, pieces
from quiz.models import Article, Drawn, Question, Remark

MOST_QUOTED = 25  # percent of an article's words; more is no quotation but a copy
LEAST_QUOTED = 12  # words of a passage, however short the article is
MOST_CHOSEN = 120  # words of the sentences that one question is drawn from


@dataclass(frozen=True)
class Line:
    """A sentence as the desk shows it; ``number`` counts from 1."""

    number: int
    marked: reading.Marked
    questions: Sequence[Question] = ()
    remark: Remark | None = None

    @property
    def text(self) -> str:
        return self.marked.sentence.text

    @property
    def state(self) -> str:
        """``wrong``, ``live``, ``draft``, ``nothing``, ``open``, or empty: nothing was found."""
        if self.remark and self.remark.is_wrong:
            return "wrong"
        states = {question.state for question in self.questions}
        if Question.State.LIVE in states:
            return "live"
        if states - {Question.State.RETIRED}:
            return "draft"
        if self.remark:
            return "nothing"
        return "open" if self.marked.open else ""


@dataclass(frozen=True)
class Reading:
    """An article as the desk reads it: its lines, and what is quoted of it."""

    article: Article
    lines: Sequence[Line]
    quoted: int  # words, of ``words``
    words: int
    gone: Sequence[Question] = field(default=())  # begun from words that it no longer has

    @cached_property
    def slices(self) -> list[str]:
        """The states of the lines that carry something to ask, in their order."""
        return [line.state for line in self.lines if line.state]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.slices)

    @property
    def percent(self) -> int:
        return round(100 * self.quoted / self.words) if self.words else 0

    @property
    def too_much(self) -> bool:
        return 100 * self.quoted > MOST_QUOTED * self.words

    @cached_property
    def found(self) -> list[str]:
        """The sorts of things that were found anywhere in it."""
        there = {found for line in self.lines for found in line.marked.found}
        return [found for found in reading.FOUND if found in there]


def read(article: Article) -> Reading:
    """``article`` with its questions and remarks: three queries, however long it is.

    Beside the questions that were begun from it, those of its bank count that name it as their
    source and quote it.
    """
    marked = reading.marked(article.text, article.bank.language)
    texts = [each.sentence.text for each in marked]
    drawn = list(article.drawn.select_related("question"))
    begun = {row.question_id for row in drawn}
    others = Question.objects.filter(bank=article.bank_id, source=article.source_id)
    by_hand = [question for question in others if question.pk not in begun]
    of_line: dict[int, list[Question]] = defaultdict(list)
    for row in drawn:
        # Of several sentences those that are still there keep their question.
        whole = reading.touched(texts, row.passage)
        parts = (reading.touched(texts, each.text) for each in reading.split(row.passage))
        for place in whole or set().union(*parts):
            of_line[place].append(row.question)
    for question in by_hand:
        for place in reading.touched(texts, question.passage):
            of_line[place].append(question)
    remarks = {
        reading.bare(remark.sentence): remark
        for remark in article.remarks.select_related("source", "by")
    }
    quoting = [
        question.passage
        for question in [*(row.question for row in drawn), *by_hand]
        if question.source_id == article.source_id and question.state != Question.State.RETIRED
    ]
    quoted, words = reading.quoted(article.text, quoting)
    lines = [
        Line(n + 1, each, tuple(of_line[n]), remarks.get(each.sentence.text))
        for n, each in enumerate(marked)
    ]
    gone = [row.question for row in drawn if not reading.holds(article.text, row.passage)]
    return Reading(article, lines, quoted, words, gone)


def chosen(lines: Sequence[Line], numbers: Iterable[int]) -> list[Line]:
    """The lines with these numbers, in the order of the article."""
    wanted = set(numbers)
    return [line for line in lines if line.number in wanted]


def first_line(article: Article, passage: str) -> int:
    """The number of the first sentence that ``passage`` quotes from; 1 where it quotes none."""
    texts = [each.sentence.text for each in reading.marked(article.text, article.bank.language)]
    return min(reading.touched(texts, passage), default=0) + 1


def drawn(lines: Sequence[Line]) -> str:
    """The sentences of ``lines``, whole: what stands between is said to be left out."""
    said = lines[0].text
    for before, line in pairwise(lines):
        beside = line.number == before.number + 1
        joint = reading.joint(before.marked.sentence, line.marked.sentence)
        said += (joint if beside else reading.LEFT_OUT) + line.text
    return said


def passage(article: Article, sentences: Sequence[reading.Marked], kind: str = "") -> str:
    """The words of sentences that a question begins with: the clause that carries what is asked.

    A tenth of what may be quoted of the article at most, so that ten questions can be drawn.
    """
    tenth = len(reading.words(article.text)) * MOST_QUOTED // 1000
    most = min(validation.PASSAGE_WORDS, max(LEAST_QUOTED, tenth))
    return reading.excerpt(sentences, article.bank.language, most, kind)


def answers(article: Article, sentences: Sequence[reading.Marked], kind: str) -> dict[str, Any]:
    """What sentences of the article say of the answers of ``kind``."""
    return reading.answers(sentences, kind, article.bank.language)


def sentences_of(article: Article, passage: str) -> list[reading.Marked]:
    """The sentences that ``passage`` quotes from, in the order of the article."""
    marked = reading.marked(article.text, article.bank.language)
    touched = reading.touched([each.sentence.text for each in marked], passage)
    return [marked[place] for place in sorted(touched)]


def suggested(lines: Sequence[Line]) -> str:
    return reading.suggested(line.marked for line in lines)


@dataclass(frozen=True)
class Changed:
    """A sentence as it was and as it is, each word by word; one of them is empty if it is new."""

    was: Sequence[Piece]
    now: Sequence[Piece]

    @classmethod
    def of(cls, change: reading.Change) -> "Changed":
        if not (change.old and change.new):  # all of it, so nothing is picked out
            return cls(*([Piece("", text)] if text else [] for text in (change.old, change.new)))
        both = list(pieces(change.old, change.new))
        return cls(*([each for each in both if each.op != other] for other in ("ins", "del")))


@dataclass(frozen=True)
class Newer:
    """What a newer text changes: the sentences, and the questions whose words it no longer has."""

    changes: Sequence[Changed]
    due: Sequence[Question]


def compared(article: Article, text: str) -> Newer:
    """What would change if ``text`` replaced the text of ``article``."""
    old, new = (
        [each.sentence.text for each in reading.marked(whole, article.bank.language)]
        for whole in (article.text, text)
    )
    due = [
        row.question
        for row in _resting(article)
        if row.gone_on is None and _lost(row, article, text) is not None
    ]
    return Newer([Changed.of(change) for change in reading.changes(old, new)], due)


def replace(article: Article, text: str, on: datetime.date) -> None:
    """Replace the text on the day ``on``; the questions whose words went are due for a check."""
    for row in _resting(article):
        lost = _lost(row, article, text)
        if lost is not None and row.gone_on is None:
            row.passage, row.gone_on = lost, on
            row.save()
        elif lost is None and row.gone_on is not None:
            row.gone_on = None
            row.save(update_fields=["gone_on"])
    article.before, article.text, article.replaced_on = article.text, text, on
    article.save(update_fields=["before", "text", "replaced_on"])


def _resting(article: Article) -> list[Drawn]:
    """The questions that were begun from it, and those that quote it though written by hand.

    For the latter the rows are new, and saved only if their words go.
    """
    rows = list(article.drawn.select_related("question"))
    others = Question.objects.filter(bank=article.bank_id, source=article.source_id)
    by_hand = others.exclude(state=Question.State.RETIRED).exclude(
        pk__in=[row.question_id for row in rows]
    )
    return rows + [
        Drawn(article=article, question=question, passage=question.passage)
        for question in by_hand
        if reading.holds(article.text, question.passage)
    ]


def _lost(row: Drawn, article: Article, text: str) -> str | None:
    """The words of a question that ``text`` no longer has: those it was begun from, or quotes."""
    quotes = row.question.passage if row.question.source_id == article.source_id else ""
    words = [row.passage, *([quotes] if reading.holds(article.text, quotes) else [])]
    return next((each for each in words if not reading.holds(text, each)), None)


def since(article: Article) -> Sequence[Changed]:
    """What the present text changed of the one before; empty where none was replaced."""
    if article.replaced_on is None:
        return []
    texts = (article.before, article.text)
    old, new = ([each.sentence.text for each in reading.marked(t)] for t in texts)
    return [Changed.of(change) for change in reading.changes(old, new)]
