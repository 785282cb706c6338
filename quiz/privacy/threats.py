"""From whom this site protects its readers, and from whom it cannot: a threat model in plain words.

What depends on settings or on the code is taken from there, so that no sentence outlives
what it says. ``ops/deploy/threats.md`` is the operators' half.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from quiz.privacy.leftovers import promises
from quiz.tallies import counting, shown

COUNTED_MINUTES = 60  # for how long at most something is counted for a reader's network


@dataclass(frozen=True)
class Threat:
    """Somebody who might want to know; what they ``learn`` of a reader, and why no more."""

    who: str
    learn: str


def held_off() -> Iterator[Threat]:
    """From whom we protect readers."""
    yield Threat(
        _("Other sites, advertisers, trackers"),
        _(
            "Nothing, unless you follow a link to them: no page loads anything from anywhere else, "
            "and browsers are told to refuse it. A site that you go to sees you as it sees any "
            "visitor, but is not told which page you came from."
        ),
    )
    yield Threat(
        _("A site that shows this quiz in its page"),
        _(
            "That you visit that site, which it knows anyway, and how high the quiz is at each "
            "step, from which it may guess how far you are. It cannot see what you answer, and "
            "gets no address of your round."
        ),
    )
    yield Threat(
        _("Whoever gets the address of a round of yours"),
        _(
            "The questions, and no trace of your answers, once your browser has brought our cookie "
            "back with an answer; of a practice round not even those. Without cookies, and for "
            "rounds beyond the number that we tie to a browser, the address is the only key: keep "
            "it to yourself."
        ),
    )
    yield Threat(
        _("Whoever gets a challenge of yours"),
        _(
            "Which questions you were asked, and how many you had right if you put that in the "
            "link. Nothing in it says who you are or what you answered, and we keep nothing of it: "
            "your score is kept for a friend only on the round that they start with it."
        ),
    )
    yield Threat(
        _("Whoever shares your network, or sells it to you"),
        _(
            "That you visit this site, when, and how much is sent each time, from which more can "
            "be guessed. What you read and answer is encrypted on its way."
        )
        if settings.HTTPS
        else _(
            "Everything: this site is served without encryption, which is meant for one machine "
            "alone."
        ),
    )
    yield Threat(
        _("The editors of this site"),
        _(
            "Totals of all readers, how far the rounds of each month went, and what you report of "
            "a question, with its day. No page of theirs shows a round or who played it. Totals "
            "move for %(together)s rounds at once or more. An editor who plays all of these but "
            "one, and so knows what the others add, could work out what was answered in that one, "
            "but not by whom. What you write in a report they read, so write nothing there that "
            "names you."
        )
        % {"together": counting.TOGETHER},
    )
    yield Threat(
        _("Whoever collects what we publish of readers’ answers"),
        _(
            "How many in a hundred had a question right or were not sure, and what rounds scored, "
            "in steps of five, once %(least)s readers have answered; never how many they are, "
            "or which answer they chose. It changes when %(step)s more answers have come in, so "
            "what is collected before and after yours is the same, or differs by what so many did. "
            "Who gave nearly all of these could work out one that is left, but not whose it is."
        )
        % {"least": shown.SHOWN_FROM, "step": shown.PUBLISHED_STEP},
    )
    yield Threat(
        _("Whoever steals a copy of the database"),
        _(
            "Answers of at most %(days)s days, with the day, what was reported, and random numbers "
            "that say which rounds belong together; and totals, which are older. Of a question "
            "that came back, the day you had missed it, which can be older too. A challenge asks "
            "what your round asked, so whoever has its link finds your round by that, and a round "
            "that took it up beside yours. No network "
            "address, device or time of a reader, no name unless it was written in a report, and "
            "nothing that could be used as your cookie; but the addresses of rounds, which open "
            "those that were played without cookies. Running numbers say what came before what: "
            "who knows that you played last on some day could find your round by that."
        )
        % {"days": settings.RETENTION_DAYS},
    )
    yield Threat(
        _("A court, or whoever can order us to hand over"),
        _(
            "The same, and what the publisher keeps in copies and logs. We cannot say which rounds "
            "are yours without your cookie or a round’s address. What an order to record more from "
            "then on could bring, see “Whoever runs the server”."
        ),
    )


def not_held_off() -> Iterator[Threat]:
    """From whom we cannot."""
    yield Threat(
        _("Whoever uses your browser after you"),
        _(
            "What you see: scores, answers, results, and the history of your browser. "
            "“Erase now” takes the first three away."
        ),
    )
    yield Threat(
        _("Whoever runs the server, or breaks into it"),
        _(
            "Anything, from then on: your address is in each request, and software can be "
            "changed to keep it. That ours does not, everybody can read in its source; that it is "
            "ours which runs here, you have to believe the publisher."
        ),
    )
    yield Threat(
        _("Whoever holds the secret of this site"),
        _(
            "They can make any reader’s cookie, and so open the rounds of which they know the "
            "number. As long as something is counted for your network, which is %(minutes)s "
            "minutes at most, they can find its address behind the scrambled form by trying all "
            "there are, which takes hours."
        )
        % {"minutes": COUNTED_MINUTES},
    )
    yield Threat(
        _("Whoever reads the disk of the database"),
        promises()["kept_on_disk"],
    )
    yield Threat(
        _("Whoever runs a proxy, a content network or a journal beside us"),
        _(
            "Addresses, times and pages, if the publisher lets them write these down. Ours writes "
            "neither addresses nor rounds, of what goes wrong for a reader the day alone, and the "
            "time only where the machine speaks of itself. A journal of the system adds the "
            "moment to each line."
        ),
    )
    yield Threat(
        _("Whoever counts when few play"),
        _(
            "Totals have no name and no day, and are kept. They are added to for %(together)s "
            "rounds at once or more. If you were the only one of these who was asked some "
            "question, whoever knows that learns your answer to it from the editors’ totals. "
            "Whoever reads the database can learn more: where fewer than %(together)s play in "
            "%(days)s days, what expired meanwhile waits there as totals that can be of a "
            "single round."
        )
        % {"together": counting.TOGETHER, "days": settings.RETENTION_DAYS},
    )
