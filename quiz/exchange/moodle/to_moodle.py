"""Our questions as Moodle's, and what Moodle has no place for."""

from collections.abc import Iterator

from quiz.exchange.moodle import appendix
from quiz.exchange.moodle.answers import BY_KIND
from quiz.exchange.moodle.question import MoodleQuestion
from quiz.exchange.moodle.texts import category_of
from quiz.exchange.records import Record

NAME_LENGTH = 255  # what Moodle keeps of a question's name


def moodle_question(record: Record) -> MoodleQuestion:
    """A record as Moodle has it; what has no answers yet becomes an essay."""
    made = MoodleQuestion(
        type="essay",
        prompt=record.fields["prompt"],
        name=record.fact if len(record.fact) <= NAME_LENGTH else record.fact[:254] + "…",
        category=category_of(record.topic),
        idnumber=record.ref,
    )
    items = {"Kind": record.kind, "Fact": record.fact if made.name != record.fact else ""}
    items |= BY_KIND[record.kind].write(made, record.fields["spec"])
    made.feedback = appendix.write(record.fields["explanation"], record.fields, items)
    return made


def losses(record: Record) -> Iterator[str]:
    """A sentence for each thing that Moodle has no place for."""
    yield from BY_KIND[record.kind].losses(record.fields["spec"])
