"""Many rounds of one browser, quickly made."""

from quiz.models import Question, Round, Turn
from tests.factories import TODAY


def begin_many(number, reader, bank, answered=0):
    """``number`` finished rounds with one question each; the first ``answered`` turns not sure."""
    version = Question.objects.filter(bank=bank, state="live").first().live_version
    fields = {"bank": bank, "reader": reader, "wanted": 1, "started_on": TODAY}
    rounds = [Round(finished_on=TODAY, **fields) for _ in range(number)]
    Round.objects.bulk_create(rounds)
    given = {"answered_on": TODAY, "grade": 0.0} if answered else {}
    Turn.objects.bulk_create(
        Turn(round=each, version=version, position=1, **given) for each in rounds
    )
    return rounds
