"""A site that has been lived in, for tests that look at every page there is."""

import datetime
from typing import Any

from django.core.management import call_command

from quiz.models import Correction, DailyQuestion, QuestionSet, Round
from tests.conftest import ALL_KINDS
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, SourceFactory, TopicFactory

# A question whose parts lack all that they may lack.
HALVES = {
    "source__url": "", "source__date": "", "since": "It went on.", "survey": "Half of them knew.",
    "minutes": None, "passage": "", "claim": "It found eight.", "valid": "As of 2026",
    "exhibit": {"type": "message", "caption": "A message", "lines": ["Hello"]},
}  # fmt: skip
# One that a draft may be: nothing beyond what is asked.
BARE = {
    "source": None, "passage": "", "explanation": "", "action": "", "minutes": None, "check": False
}  # fmt: skip
# One with all there is, but for a picture.
WHOLE = {
    "claim": "It found eight.", "since": "It went on.", "survey": "Half of them knew.",
    "survey_group": "adults", "survey_year": 2024, "valid": "As of 2026", "jurisdiction": "The EU",
    "exhibit": {
        "type": "message", "caption": "A message", "title": "Hello", "lines": ["Click here."],
        "rows": [{"label": "From", "value": "a stranger"}], "buttons": ["Agree"],
        "tell": [{"text": "here", "note": "It leads elsewhere."}],
    },
}  # fmt: skip


def signed(value: Any, signs: str) -> Any:
    """``value`` with ``signs`` after each of its texts, but for words that a program reads."""
    if isinstance(value, dict):
        kept = ("type", "scale")
        return {name: each if name in kept else signed(each, signs) for name, each in value.items()}
    if isinstance(value, list):
        return [signed(each, signs) for each in value]
    return value + signs if isinstance(value, str) and value else value


def site(client: Any, editor: Any, signs: str = "") -> Round:
    """Make questions of every kind, state and fullness, played, reported and corrected.

    ``signs`` are added to each text. Returns a round of ``client``, under way.
    """
    named = {"title": f"Lived in{signs}", "summary": signs, "about": signs}
    bank = BankFactory(ref="lived", **named)
    topic = TopicFactory(bank=bank, title=f"A topic{signs}")
    for kind in ALL_KINDS:
        for parts in (WHOLE, HALVES, BARE):
            of = signed(
                {
                    "spec": SPECS[kind],
                    "explanation": "So it was found.",
                    "action": "Look.",
                    **parts,
                },
                signs,
            )
            of |= {"bank": bank, "topic": topic, "kind": kind, "live": parts is not BARE}
            question = QuestionFactory(**of)
            question.prompt += signs
            if question.source:
                question.passage += signs
                other = SourceFactory(
                    bank=bank, title=f"A book{signs}", publisher=f"A press{signs}", url=""
                )
                question.source = question.since_source = question.survey_source = other
            question.save()
            if parts is not BARE:
                question.publish(TODAY, by=editor, why=f"To begin with{signs}")
    *_, submitted, scheduled, retired, edited = (
        QuestionFactory(bank=bank, topic=topic, live=place > 1) for place in range(4)
    )
    submitted.submit(TODAY, by=editor, note=f"Please{signs}")
    scheduled.submit(TODAY, by=editor)
    scheduled.schedule(TODAY + datetime.timedelta(days=9), TODAY, by=None)
    retired.retire(TODAY)
    edited.prompt = f"Asked in other words now: what did the report find?{signs}"
    edited.save()
    asked = bank.questions.filter(kind="choice", state="live").order_by("pk").first()
    DailyQuestion.objects.create(day=TODAY, question=asked)
    week = QuestionSet.objects.create(
        bank=bank, ref="lived", title=f"A set{signs}", summary=signs, state="unlisted"
    )
    for number, each in enumerate((asked, retired, submitted), start=1):
        week.places.create(question=each, number=number)
    week.tallies.create(asked="0" * 32, length=1, tenths=10, n=60, shown=60)
    client.post("/banks/lived/start/", {"number": "10"})
    played = Round.objects.get()
    for position in (1, 2, 3):
        client.post(f"/rounds/{played.key}/{position}/", {"unsure": "1"})
    client.post(f"/rounds/{played.key}/1/report/", {"reason": "wrong", "text": f"No{signs}"})
    corrected = played.turns.order_by("position")[1].version.question
    corrected.explanation = "In truth it was otherwise. " * 6
    corrected.save()
    said = f"We said it badly.{signs}"
    correction = Correction(question=corrected, kind="wording", statement=said)
    correction.publish(list(corrected.versions.all()), TODAY)
    call_command("demo", "lived", "--readers", "40", "--length", "5", verbosity=0)
    return played
