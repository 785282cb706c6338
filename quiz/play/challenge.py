"""Challenges: a link that deals the questions of a round to somebody else, in the same order.

All that a challenge is stands in its address, signed without a time, so that nobody can make one
of questions of their own choice. No row is made by it: a round begins when it is taken up
(``start.take_up``), and keeps of it how many questions it had and the sender's score, if that
was put in. Whoever took it up can answer with a link that has both scores.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.core.challenge import Challenge, Reached, lead
from quiz.core.index import Entry
from quiz.models import Bank, Round, Version
from quiz.play import question_index
from quiz.play.queries import read_banks
from quiz.play.sitting import Sitting
from quiz.play.slices import Slices
from quiz.play.whose import own_round
from quiz.web.caching import ends_by, private, public_today

LONGEST = 400  # characters of a signed challenge; twenty questions with the longest ids have fewer

# Practice asks what was missed, which is nobody else's business.
SENT = (Round.Origin.FRESH, Round.Origin.TOPIC, Round.Origin.CHALLENGE, Round.Origin.SET)


class NotWhole(Exception):
    """An address that is no challenge of ours, or one of which nothing is here any more."""


def signed(challenge: Challenge) -> str:
    """A challenge as it stands in its address."""
    return _signer().sign(challenge.text)


def unsigned(text: str) -> Challenge:
    """The challenge in an address; raises ``NotWhole`` if it was cut or changed, or is not ours."""
    if len(text) > LONGEST:
        raise NotWhole
    try:
        return Challenge.read(_signer().unsign(text))
    except (BadSignature, ValueError):
        raise NotWhole from None


def _signer() -> Signer:
    return Signer(salt="quiz.challenge", sep=".")


def not_whole(request: HttpRequest) -> HttpResponse:
    """Answer 400 to an address that is no challenge of ours."""
    context = {
        "heading": _("This challenge is not whole"),
        "text": _(
            "Its address was cut or changed on its way, or its questions are gone. Ask for it "
            "again, or play a round of your own."
        ),
    }
    return render(request, "quiz/error.html", context, status=400)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Two scores on the same questions, the first of whoever took the challenge up.

    ``ended`` says that they answered all they were asked: before that nothing is compared.
    """

    taken_up: Reached
    sent: Reached
    ended: bool = True

    @property
    def lead(self) -> int | None:
        """How many more the one had right who took it up; None where that cannot be compared."""
        return lead(self.taken_up, self.sent) if self.ended else None

    @property
    def behind(self) -> int:
        """How many more the sender had right."""
        return -(self.lead or 0)

    @property
    def taken_up_slices(self) -> Slices:
        return _slices(self.taken_up)

    @property
    def sent_slices(self) -> Slices:
        return _slices(self.sent)


def _slices(reached: Reached) -> Slices:
    """A score as slices, those that were right first: which ones these were is not told."""
    right = reached.right or 0
    return Slices(["right"] * right + ["wrong"] * (reached.out_of - right))


def compared(sitting: Sitting) -> Compared | None:
    """A round that took a challenge up, beside its sender's score; None for any other round."""
    played = sitting.round
    if played.origin != Round.Origin.CHALLENGE:
        return None
    return Compared(
        taken_up=reached(sitting),
        sent=Reached(played.challenger_right, played.wanted),
        ended=not sitting.unanswered,
    )


def reached(sitting: Sitting) -> Reached:
    """How many of its questions are right."""
    right = sum(turn.verdict == "right" for turn in sitting.answered)
    return Reached(right, len(sitting.turns))


def can_be_sent(sitting: Sitting) -> bool:
    """Whether a challenge can be made of it: it was answered to its end, and is no practice."""
    played = sitting.round
    return played.pk is not None and played.origin in SENT and not sitting.unanswered


@dataclass(frozen=True, kw_only=True)
class ChallengePage:
    """A challenge as it is today.

    ``entries`` are what can be asked of it, in its order, ``reworded`` how many of these have
    other words by now. ``open`` says whether a round of its bank may begin, and ``changes`` when
    that is another matter. ``compared`` is there in an answer to a challenge. ``url`` is its own
    address, which it names: it is public and holds nothing of a round.
    """

    bank: Bank
    challenge: Challenge
    entries: Sequence[Entry]
    open: bool
    changes: datetime.datetime | None
    compared: Compared | None
    url: str
    start_url: str

    @property
    def total(self) -> int:
        """How many questions it has."""
        return len(self.challenge.versions)

    @property
    def left_out(self) -> int:
        return self.total - len(self.entries)

    @property
    def reworded(self) -> int:
        return len({entry.version for entry in self.entries} - {*self.challenge.versions})


def challenge_page(text: str, on: datetime.date) -> ChallengePage:
    """The challenge in an address, as it is on the day ``on``, in two queries.

    What is retired or past its check is left out, and what was corrected is asked as it is now.
    Raises ``NotWhole``.
    """
    challenge = unsigned(text)
    found = Version.objects.filter(pk__in=challenge.versions)
    rows = found.values_list("pk", "question", "question__bank")
    questions = {version: question for version, question, _bank in rows}
    banks = {of for _version, _question, of in rows}
    bank, now = next((each for each in read_banks() if each.pk in banks), None), timezone.now()
    if bank is None or bank.stands_at(now) == Bank.State.DRAFT:
        raise NotWhole
    live = {entry.question: entry for entry in question_index.index(bank, on).entries}
    dealt: dict[int, Entry] = {}
    for version in challenge.versions:
        if entry := live.get(questions.get(version, 0)):
            dealt.setdefault(entry.fact, entry)  # a round asks a fact once
    before = challenge.answers
    return ChallengePage(
        bank=bank,
        challenge=challenge,
        entries=list(dealt.values()),
        open=bank.open_at(now),
        changes=bank.changes_after(now),
        compared=Compared(taken_up=challenge.reached, sent=before) if before else None,
        url=reverse("challenge", args=[text]),
        start_url=reverse("take_up", args=[text]),
    )


@require_safe
def challenge(request: HttpRequest, text: str) -> HttpResponse:
    """What somebody sees who is sent a challenge: the same for everybody."""
    try:
        return _shown(request, text)
    except NotWhole:
        return not_whole(request)


@public_today
def _shown(request: HttpRequest, text: str) -> HttpResponse:
    page = challenge_page(text, timezone.localdate())
    ends_by(request, page.changes)
    return render(request, "quiz/challenge.html", {"page": page, "bank": page.bank})


@require_safe
@private
@own_round
def send_challenge(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The link to send: with the reader's score only if they ticked the box, or answer with it."""
    if not can_be_sent(sitting):
        return redirect(sitting.round)
    own, before = reached(sitting), compared(sitting)
    answer = before is not None and "answer" in request.GET
    with_score = answer or "score" in request.GET
    made = Challenge(
        tuple(turn.version_id for turn in sitting.turns),
        own.right if with_score else None,
        before.sent if answer and before else None,
    )
    context = {
        "bank": sitting.round.bank,
        "round": sitting.round,
        "reached": own,
        "answer": answer,
        "with_score": with_score,
        "path": reverse("challenge", args=[signed(made)]),
    }
    return render(request, "quiz/send_challenge.html", context)
