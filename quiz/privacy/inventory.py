"""What each thing is that we keep of a reader, in a plain phrase: the one declaration.

The privacy page is made from it, the reader's own file is explained by it, and
tests hold it against the models, the cookies and the log as they are: a new
column without a phrase here fails.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Phrase = str | Promise


class Column(NamedTuple):
    """What a column is; ``names`` are what it is called in the file that a reader downloads."""

    phrase: Phrase
    names: str = ""


class Table(NamedTuple):
    """A table that holds something of readers."""

    title: Phrase
    columns: dict[str, Column]

    @property
    def phrases(self) -> list[Phrase]:
        """What is kept, each once, in the order of the columns."""
        return list(dict.fromkeys(column.phrase for column in self.columns.values()))


RUNNING = Column(_("a running number, by which it is seen what came before what"))

READERS: dict[str, Table] = {
    "quiz.Round": Table(
        _("For each round"),
        {
            "id": RUNNING,
            "key": Column(_("the random number in its address"), "key"),
            "seed": Column(_("a random number that shuffles the answers"), "order_seed"),
            "bank": Column(_("which quiz it is"), "bank"),
            "topic": Column(_("the topic, if you chose one"), "topic"),
            "origin": Column(
                _("whether it is practice, a set, or a challenge that you were sent"), "origin"
            ),
            "challenger_right": Column(
                _("how many right answers your challenger had, if they put that in their link"),
                "challenger_right",
            ),
            "question_set": Column(_("which set of questions you played, if one"), "set"),
            "today": Column(_("which day’s question it began with, if it did"), "question_of_day"),
            "reader": Column(_("a random number that ties your rounds together"), "reader"),
            "claimed": Column(_("whether only your browser may open it"), "claimed"),
            "wanted": Column(_("how many questions you asked for"), "questions_asked_for"),
            "started_on": Column(_("the days it began and ended"), "started_on"),
            "finished_on": Column(_("the days it began and ended"), "finished_on"),
            "stopped": Column(_("whether you stopped it and can go on"), "stopped"),
            "tallied": Column(_("whether it has been added to the totals"), "counted"),
        },
    ),
    "quiz.Turn": Table(
        _("For each question of a round"),
        {
            "id": RUNNING,
            "round": Column(_("which round it belongs to")),
            "version": Column(_("the question, in the wording you saw"), "question version"),
            "position": Column(_("its place"), "position"),
            "response": Column(_("your answer"), "response"),
            "grade": Column(_("the points, and those before a correction"), "grade"),
            "first_grade": Column(_("the points, and those before a correction"), "first_grade"),
            "repeat": Column(_("whether you had met it before"), "met_before"),
            "missed_on": Column(
                _(
                    "the day you had missed it, if it is asked again because of that, also when "
                    "the round of then is gone"
                ),
                "missed_on",
            ),
            "answered_on": Column(_("the day you answered"), "answered_on"),
        },
    ),
    "quiz.Report": Table(
        _("For each report of a mistake"),
        {
            "id": RUNNING,
            "turn": Column(_("which question it is about")),
            "reason": Column(_("what you chose as wrong"), "reason"),
            "text": Column(_("what you wrote"), "text"),
            "reported_on": Column(_("the day you sent it"), "reported_on"),
            "state": Column(_("what an editor has made of it, on which day and who"), "state"),
            "handled_on": Column(
                _("what an editor has made of it, on which day and who"), "handled_on"
            ),
            "handled_by": Column(_("what an editor has made of it, on which day and who")),
        },
    ),
    "quiz.Erased": Table(
        _("For each erasure, to the end of the next day"),
        {
            "id": RUNNING,
            "digest": Column(
                _(
                    "a scrambled form of the number that was erased, so that nothing is kept of "
                    "what was still on its way"
                )
            ),
            "erased_on": Column(_("the day of it")),
        },
    ),
}

# Tables that hold nothing of a reader, and what they are about instead.
QUESTIONS = _("the questions, their sources and who checked them")
EDITORS = _("the accounts of editors and what they changed")
LOGINS = _("who of the editors is logged in, and on which day that ends")
TRIED = _("how often passwords and codes of editors were tried today, under a scrambled name")
DRAFTS = _(
    "what an editor has typed and not saved, and on which day, for that editor alone and in no "
    "copy: until it is saved, for 30 days at most"
)
MONTHS = _("how many rounds of a month ended after how many answers, without a name or a day")
TOTALS = _("totals over all rounds, without a name or a day")
HELD = _(
    "totals of what expired before it could be added to these: where few play, of a single round; "
    "shown to nobody"
)
CORRECTED = _("corrections, and how many answers each moved: after three days in twenties")
UPKEEP = _("what each clean-up removed")
MACHINERY = _("which tables there are")
HERE = _("which editor has which page of the desk open just now, until two minutes later")
OTHERS: dict[str, Phrase] = {
    "quiz.Bank": QUESTIONS,
    "quiz.Topic": QUESTIONS,
    "quiz.Source": QUESTIONS,
    "quiz.Fact": QUESTIONS,
    "quiz.Question": QUESTIONS,
    "quiz.Version": QUESTIONS,
    "quiz.Check": QUESTIONS,
    "quiz.Step": EDITORS,
    "quiz.Digest": QUESTIONS,
    "quiz.DailyQuestion": QUESTIONS,
    "quiz.Picture": QUESTIONS,
    "quiz.Rendition": QUESTIONS,
    "quiz.Correction": CORRECTED,
    "quiz.Erratum": QUESTIONS,
    "quiz.Tally": TOTALS,
    "quiz.ScoreTally": TOTALS,
    "quiz.Article": QUESTIONS,
    "quiz.Drawn": QUESTIONS,
    "quiz.Remark": EDITORS,
    "quiz.QuestionSet": QUESTIONS,
    "quiz.Place": QUESTIONS,
    "quiz.SetTally": TOTALS,
    "quiz.EndTally": MONTHS,
    "quiz.HeldTally": HELD,
    "quiz.HeldScoreTally": HELD,
    "quiz.HeldReaders": HELD,
    "quiz.Upkeep": UPKEEP,
    "auth.User": EDITORS,
    "auth.Group": EDITORS,
    "auth.Permission": EDITORS,
    "quiz.LastCode": EDITORS,
    "otp_totp.TOTPDevice": EDITORS,
    "otp_static.StaticDevice": EDITORS,
    "otp_static.StaticToken": EDITORS,
    "admin.LogEntry": EDITORS,
    "sessions.Session": LOGINS,
    "quiz.Attempts": TRIED,
    "quiz.Draft": DRAFTS,
    "quiz.Presence": HERE,
    "contenttypes.ContentType": MACHINERY,
}

# By the name of the setting that names them.
COOKIES: dict[str, Phrase] = {
    "READER_COOKIE_NAME": _(
        "set when you start a round: a random number that leads to your rounds, and nothing else"
    ),
    "SESSION_COOKIE_NAME": _("set only where an editor logs in: a random word that keeps them in"),
    "LOGIN_COOKIE_NAME": _("set only where an editor logs in: when that was, signed"),
    "CSRF_COOKIE_NAME": _("set only where editors log in: a random word that guards their forms"),
    "DESK_COOKIE_NAME": _(
        "set only where an editor has logged in: a random word that proves that it was here"
    ),
}

# What is counted in memory so that nobody can flood the site, by the names of the limits.
ATTEMPTS = _("editors’ passwords and codes are tried")
COUNTED: dict[str, Phrase] = {
    "start": _("rounds are started"),
    "report": _("mistakes are reported"),
    "download": _("files of what is kept are downloaded"),
    "card": _("a question inside another site’s page is answered"),
    "api": _("a program reads what everybody may read"),
    "desk account": ATTEMPTS,
    "desk strangers": ATTEMPTS,
    "desk network": ATTEMPTS,
    "desk drafts": _("what an editor types is kept"),
}

# Times that are kept to the hour or closer, by their column or place. They are nobody's, and none
# tells when a reader or an editor did something; but for the minutes in which an editor has a
# page open, so that two on one page know of each other.
TIMES: dict[str, Phrase] = {
    "django_migrations.name": _("when the publisher’s software made or changed a table"),
    "django_migrations.applied": _("when the publisher’s software made or changed a table"),
    "a copy of the database": _("when the publisher took a copy of the database"),
    "quiz_upkeep.ran_at": _("the minute of the latest clean-up, so that one that stops is noticed"),
    "quiz_presence.seen_at": HERE,
    "the log of the machine": _(
        "when the publisher’s machine started, stopped or had no use of its database"
    ),
    "quiz_bank.opens_at": _("when a quiz opens or closes, as its publisher has decided"),
    "quiz_bank.closes_at": _("when a quiz opens or closes, as its publisher has decided"),
    "django_admin_log.change_message": _(
        "when a quiz opens or closes, as its publisher has decided"
    ),
    "quiz_question.exhibit": _("clocks that are part of a question, as on a picture of a message"),
    "quiz_version.content": _("clocks that are part of a question, as on a picture of a message"),
}

LOG: dict[str, Phrase] = {
    "when": _("the day; where the machine speaks of itself, such as of its start, the second"),
    "level": _("how serious it is"),
    "logger": _("which part of the software speaks"),
    "message": _(
        "what went wrong and on which page; network addresses, round keys, challenges and all that "
        "follows a question mark are cut out"
    ),
    "trace": _("where in the software it went wrong"),
}


def legend() -> Iterator[tuple[str, Phrase]]:
    """Each name in the file that a reader downloads, with what it is."""
    for table in READERS.values():
        for column in table.columns.values():
            for name in column.names.split():
                yield name, column.phrase
