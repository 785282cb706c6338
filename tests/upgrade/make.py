"""Makes the database that ``tests/models/test_upgrade.py`` upgrades, with the code of f264854.

It was run in a checkout of that commit, once on each kind of database, by its own code
and factories; the day is always 22 November 2026, the secret always ``SECRET``::

    git worktree add /tmp/old f264854 && cd /tmp/old
    python …/tests/upgrade/make.py sqlite.sql.gz
    .ci/services python …/tests/upgrade/make.py postgresql.sql.gz

The second needs ``pg_dump``. What is in it: a bank of six kinds, with a picture; rounds
that are counted, finished, under way and practised, of readers with and without a
cookie; tallies, a simulated one among them; reports open and handled; a correction of a
wording and one of a key, regraded; three accounts, two with roles and one with a second
factor and recovery codes; sessions, the desk's log, and a clean-up.
"""

import datetime
import gzip
import os
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

SECRET = "only-for-the-tests-of-an-upgrade-and-fifty-characters-long"
PASSWORD, RECOVERY = "a long pass phrase", "abcd-efgh-jkmn"
DAY = datetime.date(2026, 11, 22)
READER = uuid.UUID(int=7)  # of the browser whose session is SESSION
SESSION = "theoldsessionofthereaderwhoplays"
UNDER_WAY = uuid.UUID(int=1)  # six kinds; the first three are answered
WITHOUT_COOKIE = uuid.UUID(int=2)  # as the one above, of a reader without a cookie
FINISHED = uuid.UUID(int=3)  # and not counted yet
COUNTED = uuid.UUID(int=4)  # regraded, with a report that was accepted
PRACTICE = uuid.UUID(int=5)


def played(key, versions, *, answers, **fields):
    """A round of ``versions`` that begins with ``answers``: True is right, None is not sure."""
    from quiz.models import Round

    begun = Round.begin(versions, key=key, wanted=len(versions), started_on=DAY, **fields)
    turns = begun.turns.select_related("version", "round").order_by("position")
    for turn, answer in zip(turns, answers, strict=False):
        turn.answer(turn.version.asked.solution() if answer is True else answer, DAY)
    begun.finish(DAY)
    return begun


def fill():
    from io import BytesIO

    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_static.models import StaticToken
    from PIL import Image

    from quiz.admin import second_factor
    from quiz.admin.base import note
    from quiz.content.images import made_safe
    from quiz.models import Correction, Picture, Report, Round
    from quiz.play import simulate
    from quiz.privacy import erasure
    from quiz.privacy.readers import READER as READERS_NAME
    from quiz.tallies import counting, regrade
    from tests.factories import SPECS, BankFactory, QuestionFactory, TopicFactory

    users = {}
    for name in ("author", "editor", "publisher"):
        users[name] = User.objects.create_user(
            name, password=PASSWORD, is_staff=True, is_superuser=name == "publisher"
        )
        if name != "publisher":
            users[name].groups.add(Group.objects.get(name=name))
    publisher = users["publisher"]
    device = second_factor.begin(publisher)
    code = TOTP(device.bin_key, device.step, device.t0, device.digits)
    code.time = datetime.datetime.now(datetime.UTC).timestamp()
    assert second_factor.confirm(publisher, f"{code.token():06d}")
    spare = StaticToken.objects.filter(device__user=publisher).first()
    StaticToken.objects.filter(pk=spare.pk).update(token=second_factor._kept(publisher, RECOVERY))

    out = BytesIO()
    Image.linear_gradient("L").resize((60, 40)).convert("RGB").save(out, "PNG")
    picture = Picture.keep(made_safe(BytesIO(out.getvalue())), DAY)

    bank = BankFactory(ref="old", title="An old bank", about="Made long ago.")
    topics = TopicFactory.create_batch(2, bank=bank)
    questions = []
    for number, kind in enumerate(SPECS):
        shown = {"picture": picture, "picture_alt": "From dark to light."} if number == 0 else {}
        question = QuestionFactory(
            bank=bank,
            kind=kind,
            topic=topics[number % 2],
            ref=f"a-{kind}".replace("_", "-"),
            **shown,
        )
        question.wrote(DAY, users["author"])
        question.submit(DAY, users["author"])
        question.publish(DAY, publisher)
        questions.append(question)
    draft = QuestionFactory(bank=bank, topic=topics[0], ref="a-draft")
    draft.wrote(DAY, users["author"])
    versions = [question.live_version_id for question in questions]

    kept = SessionStore().encode({READERS_NAME: str(READER)})
    ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=31)
    Session.objects.create(session_key=SESSION, session_data=kept, expire_date=ends)

    counted = played(COUNTED, versions, answers=["Forty", *[True] * 5], bank=bank, reader=READER)
    for number in range(8):
        answers = [["Eight", "Twenty-one", None][number % 3], *[True, None, True, None, True]]
        played(uuid.UUID(int=100 + number), versions, answers=answers, bank=bank, reader=None)
    first = counted.turns.get(position=1)
    Report.file(first, "wrong", "I counted “twenty-one”.", DAY)
    Report.objects.get().handle("accepted", DAY, publisher)
    note(SimpleNamespace(user=publisher), Report.objects.get(), "Accepted.")
    simulate.fill(bank, 12, 6, [DAY])
    counting.tally()

    asked = questions[0]
    asked.spec = {
        "right": "Twenty-one",
        "wrong": [
            {"text": text, "tempts": "It was said."} for text in ("Eight", "Thirty-four", "Forty")
        ],
    }
    asked.save()
    correction = Correction(question=asked, kind="key", statement="It was twenty-one.")
    correction.publish([asked.versions.get(number=1)], DAY, publisher)
    regrade.apply_correction(correction, DAY, publisher)
    worded = questions[3]
    worded.prompt = "How many of 120, as we should have asked?"
    worded.save()
    reworded = Correction(question=worded, kind="wording", statement="It was unclear.")
    reworded.publish([worded.versions.get(number=1)], DAY, users["editor"])

    some = {"bank": bank, "answers": [True, None, True]}
    played(UNDER_WAY, versions, reader=READER, **some)
    played(WITHOUT_COOKIE, versions, reader=None, **some)
    finished = played(FINISHED, versions, answers=[True] * 6, bank=bank, reader=READER)
    Report.file(finished.turns.get(position=2), "unclear", "Which “year”?", DAY)
    played(PRACTICE, versions[:2], answers=[True], bank=bank, reader=READER, origin="practice")
    old = uuid.UUID(int=99)
    played(old, versions, answers=[True] * 6, bank=bank, topic=topics[0], origin="topic")
    long_ago = DAY - datetime.timedelta(days=40)
    Round.objects.filter(key=old).update(started_on=long_ago)
    erasure.purge(DAY)


def dump():
    """The database as SQL, one statement after the other."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump()) + "\n"
    ran = subprocess.run(
        ["pg_dump", "--inserts", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    # Without what is for psql alone, and comments.
    lines = [line for line in ran.stdout.splitlines() if not line.startswith(("\\", "--"))]
    return "\n".join(line for line in lines if line) + "\n"


def main():
    os.environ |= {"QUIZ_SECRET_KEY": SECRET, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    sys.path.insert(0, os.getcwd())
    import django
    import time_machine

    django.setup()
    from django.core.management import call_command

    with time_machine.travel(f"{DAY} 12:00", tick=False):
        call_command("migrate", verbosity=0)
        fill()
        written = dump()
    Path(sys.argv[1]).write_bytes(gzip.compress(written.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
