"""What is published of readers' answers, for programs: shares of questions, scores of rounds.

The same as JSON and as CSV; ``codebook`` says what stands in the columns.
"""

import csv
import io
from collections.abc import Iterable
from textwrap import fill

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from quiz.models import Bank
from quiz.play import question_index
from quiz.syndication.api import schemas
from quiz.syndication.api.documents import listed_bank, part
from quiz.tallies import published, shown

SCORE_COLUMNS = {
    "bank": "The name of the bank in addresses.",
    "questions": "How many questions the rounds had.",
    "twentieth": "Which twentieth of the rounds, from 1 (lowest) to 20.",
    "points": "The score of the round in the middle of that twentieth, in points.",
}


def shares(request: HttpRequest, ref: str, page: int) -> schemas.Shares:
    bank = listed_bank(request, ref)
    return schemas.Shares(**part(request, "api_shares", {"ref": ref}, _shares(bank), page))


def scores(request: HttpRequest, ref: str) -> schemas.Scores:
    bank = listed_bank(request, ref)
    rounds = [
        schemas.RoundScores(questions=length, twentieths=points)
        for length, points in published.twentieths(bank).items()
    ]
    return schemas.Scores(bank=bank.ref, rounds=rounds)


def _shares(bank: Bank) -> list[schemas.QuestionShares]:
    """Of the questions that can be asked today those that enough have answered, by number."""
    topics = {topic.pk: topic.ref for topic in bank.topics.all()}
    found = published.shares(bank)
    return [
        schemas.QuestionShares(
            bank=bank.ref,
            number=entry.question,
            kind=entry.kind,
            topic=topics[entry.topic],
            answered_right=found[entry.version].right,
            not_sure=found[entry.version].unsure,
            points=found[entry.version].points,
        )
        for entry in question_index.index(bank, timezone.localdate()).entries
        if entry.version in found
    ]


# As tables


def shares_csv(request: HttpRequest, ref: str) -> str:
    rows = _shares(listed_bank(request, ref))
    return _table(schemas.QuestionShares.model_fields, (row.model_dump().values() for row in rows))


def scores_csv(request: HttpRequest, ref: str) -> str:
    bank = listed_bank(request, ref)
    rows = (
        (bank.ref, length, place, points)
        for length, twentieths in published.twentieths(bank).items()
        for place, points in enumerate(twentieths, start=1)
    )
    return _table(SCORE_COLUMNS, rows)


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV; no cell of ours begins with what a spreadsheet would take for a formula."""
    written = io.StringIO()
    csv.writer(written).writerows([columns, *rows])
    return written.getvalue()


def rules() -> list[str]:
    """How what is published comes about, in sentences."""
    values = {"least": shown.SHOWN_FROM, "step": shown.PUBLISHED_STEP}
    return [
        _("Counted are answers of readers of this site who met what is asked for the first time, "
          "in rounds drawn from a whole bank or of a set. They chose to come: it is no survey of "
          "the public."),
        _("Rounds of one topic, practice, challenges and what editors try are not counted. A "
          "browser without a cookie is a new reader each time."),
        _("Nothing is said of a question before %(least)s have answered it, or of rounds before "
          "there are %(least)s of that length. Then it changes when %(step)s more are counted, "
          "and never by fewer, so two copies do not tell what one reader answered.") % values,
        _("Shares are in hundredths and in steps of five: 0 is less than 2.5, 100 more than 97.5. "
          "How many have answered is not told. Of %(least)s, chance alone moves a share by up "
          "to 14 in 19 of 20 cases.") % values,
        _("A new version of a question begins anew. Of one that was corrected nothing is said "
          "until the new version has enough answers."),
        _("Which answers were chosen is not told while a question is asked: with the share that is "
          "right it would tell the answer."),
    ]  # fmt: skip


def codebook(request: HttpRequest) -> str:
    """What the two tables hold, as plain text."""
    shares = {
        name: field.description or "" for name, field in schemas.QuestionShares.model_fields.items()
    }
    parts = [
        _("Codebook of the published shares and scores"),
        *(fill(rule, 78) for rule in rules()),
        _("The files are CSV in UTF-8 with a line of names, separated by commas."),
        _columns("shares.csv", shares),
        _columns("scores.csv", SCORE_COLUMNS),
    ]
    return "\n\n".join(parts) + "\n"


def _columns(name: str, columns: dict[str, str]) -> str:
    wide = max(map(len, columns))
    return "\n".join([name, *(f"  {column:<{wide}}  {said}" for column, said in columns.items())])
