"""Cases that the lab can start from: what was counted, what is known, and what we assume.

Each was read on its page on the day ``checked_on``. A case fills the four fields of the lab;
what its page does not say is an assumption of ours, which is said beside the field.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# Topics of a bank beside which its page leads to the lab.
TOPICS = frozenset({"error-rates"})


@dataclass(frozen=True)
class Given:
    """What a case puts into a field, and where that comes from, or that it is our assumption."""

    value: float
    why: Any


@dataclass(frozen=True)
class Case:
    """One case. ``counted`` has how many of its alerts were right, wrong, and neither for sure.

    ``passage`` is word for word from ``url``; ``source`` says who publishes that, in words.
    ``claim`` is what it says in ours, ``share_of`` what its share is a share of, ``unknown``
    what it does not say. ``also`` are publishers and addresses of pages that say the rest of the
    claim. ``facts`` are those whose questions lead here, by their refs.
    """

    ref: str
    name: Any
    claim: Any
    passage: str
    source: str
    url: str
    checked_on: datetime.date
    share_of: Any
    unknown: Any
    fields: Mapping[str, Given]
    counted: Mapping[str, int]
    also: tuple[tuple[str, str], ...] = ()
    facts: frozenset[str] = frozenset()


CHECKED = datetime.date(2026, 11, 29)

CASES = (
    Case(
        ref="london-trials",
        name=_("London’s trials, 2018 and 2019"),
        claim=_(
            "Researchers of the University of Essex watched six trials of London’s police. The "
            "cameras raised 42 alerts; eight were confirmed as right. Fourteen people who were "
            "stopped proved to be somebody else, and twenty were not stopped."
        ),
        passage="only eight of 42 total matches were verified as correct – suggesting there were "
        "errors in as much as 81 per cent of cases. […] 16 of the 42 suggested matches were "
        "rejected straight away by officers reviewing the software. […] of 22 people successfully "
        "stopped, only eight matched the identity suggested by the software",
        source="Wandsworth Guardian",
        url="https://www.wandsworthguardian.co.uk/news/17758474.met-facial-recognition-wrong-time-revealed/",
        checked_on=CHECKED,
        share_of=_(
            "The 81% is the share of the alerts that was not confirmed. It is not a share of "
            "everybody who was scanned."
        ),
        unknown=_(
            "How many were scanned, how many of them were on the list and how many of these were "
            "missed, the page does not say."
        ),
        fields={
            "crowd": Given(34_000, _("Our assumption, to have something to try.")),
            "listed": Given(10, _("Our assumption.")),
            "hit_rate": Given(
                80, _("Our assumption. With 10 on the list it gives 8 right alerts.")
            ),
            "false_rate": Given(
                0.1,
                _(
                    "Our assumption. It gives 34 false alarms, as if all that were not confirmed "
                    "were wrong. Many other numbers would give the same."
                ),
            ),
        },
        counted={"right": 8, "wrong": 14, "unclear": 20},
        also=(
            (
                "The Inquirer",
                "https://www.theinquirer.net/inquirer/news/3078409/met-police-facial-recongition-81-percent-inaccurate",
            ),
        ),
        facts=frozenset({"essex-matches"}),
    ),
    Case(
        ref="cardiff-final",
        name=_("A football final in Cardiff, 2017"),
        claim=_(
            "At the Champions League final the police of South Wales had 2,470 alerts. 2,297 were "
            "false, by the force’s own count."
        ),
        passage="As 170,000 people arrived in the Welsh capital for the football match between "
        "Real Madrid and Juventus, 2,470 potential matches were identified. However, according to "
        "data on the force’s website, 92% (2,297) of those were found to be ‘false positives’.",
        source="Metro",
        url="https://metro.co.uk/2018/05/05/police-facial-recognition-technology-wrongly-identifies-2000-people-as-criminals-7523137/",
        checked_on=CHECKED,
        share_of=_(
            "The 92% is a share of the alerts; by the page’s own numbers it is 93%. Of everybody "
            "who came to the city, 2,297 would be about 1.4%."
        ),
        unknown=_(
            "How many of the visitors were scanned, and how many people on the list passed "
            "unnoticed, the page does not say."
        ),
        fields={
            "crowd": Given(
                170_000,
                _("So many came to the city. We assume that each of them was scanned once."),
            ),
            "listed": Given(173, _("The alerts that were not false. More may have been there.")),
            "hit_rate": Given(
                100, _("Our assumption, the best for the police: that nobody was missed.")
            ),
            "false_rate": Given(
                1.3526, _("2,297 of the 169,827 others, worked out from these assumptions.")
            ),
        },
        counted={"right": 173, "wrong": 2_297, "unclear": 0},
    ),
    Case(
        ref="london-year",
        name=_("A year in London, to September 2025"),
        claim=_(
            "In a year London’s police scanned 3,147,436 faces. There were 2,077 alerts, of which "
            "10 were false, by the force’s own count."
        ),
        passage="from the 203 deployments, LFR cameras triggered 2,077 alerts with 10 false "
        "positives. […] it represents just a 0.0003 percent failure rate, considering the total "
        "3,147,436 faces it scanned across all deployments.",
        source="The Register, read in a copy",
        url="https://www.cyberswissguards.com/?p=17233",
        checked_on=CHECKED,
        share_of=_(
            "The 0.0003% is a share of all faces scanned. Of the alerts, the same 10 are about "
            "0.5%."
        ),
        unknown=_(
            "How many people on the list passed unnoticed, the page does not say. Nor how many "
            "were scanned more than once: these are faces, not people."
        ),
        fields={
            "crowd": Given(3_147_436, _("The faces scanned.")),
            "listed": Given(2_067, _("The alerts that were not false. More may have been there.")),
            "hit_rate": Given(
                100, _("Our assumption, the best for the police: that nobody was missed.")
            ),
            "false_rate": Given(
                0.000318, _("10 of the others, worked out; rounded, it is the force’s 0.0003%.")
            ),
        },
        counted={"right": 2_067, "wrong": 10, "unclear": 0},
        facts=frozenset({"met-false-alert-shares"}),
    ),
    Case(
        ref="lab-test",
        name=_("A test of the police’s software, 2023"),
        claim=_(
            "Britain’s National Physical Laboratory tested the software of two police forces. At "
            "its default setting it recognised people on the list 89 times in 100, and took about "
            "1 in 6,000 others for somebody on it, with a list of 10,000 pictures."
        ),
        passage="when face-match thresholds in Neoface were set to 0.6 (the default setting), "
        "correct identification occurred 89 percent of the time someone walked into a recognition "
        "zone. False positive rates, per the report, were just 0.017 percent.",
        source="The Register",
        url="https://www.theregister.com/2023/04/06/uk_police_facial_recognition/",
        checked_on=CHECKED,
        share_of=_(
            "The 89% is a share of those on the list, the 0.017% a share of those who are not. "
            "Neither says how many alerts are right: that depends on the crowd."
        ),
        unknown=_(
            "A test has no crowd of its own, so how many alerts are right it cannot say. The "
            "false-alarm rate holds for that length of list: with 1,000 pictures it was about 1 in "
            "60,000."
        ),
        fields={
            "crowd": Given(100_000, _("Our assumption: a large crowd.")),
            "listed": Given(10, _("Our assumption.")),
            "hit_rate": Given(89, _("As tested by the laboratory.")),
            "false_rate": Given(0.017, _("As tested by the laboratory.")),
        },
        counted={},
        also=(
            (
                "Computer Weekly",
                "https://www.computerweekly.com/news/365535008/UK-police-double-down-on-improved-facial-recognition",
            ),
        ),
    ),
    Case(
        ref="lawmakers",
        name=_("California’s lawmakers, 2019"),
        claim=_(
            "The rights group ACLU compared pictures of California’s 120 state legislators with "
            "25,000 arrest photos. At its default setting, 80%, Amazon’s software took 26 of them "
            "for somebody there."
        ),
        passage="falsely matched the images of 26 California state lawmakers — more than one in "
        "five — to mugshots in a large public database […] law enforcement agencies set the "
        "threshold at 99 on a 100-point scale […] ACLU would not release the scores for the 26 "
        "errant results.",
        source="Politico",
        url="https://www.politico.com/states/california/story/2019/08/13/aclu-runs-lawmaker-images-through-facial-recognition-software-to-make-point-1140042",
        checked_on=CHECKED,
        share_of=_(
            "More than one in five is a share of the lawmakers. The 80% and the 99% that Amazon "
            "advises are no shares of people: they say how alike two pictures must look to the "
            "software."
        ),
        unknown=_(
            "How many of the 26 would be left at 99%, nobody else can tell: their scores were not "
            "published. Nor do we know how often somebody who is there is found, at either "
            "setting; a stricter one cannot find more."
        ),
        fields={
            "crowd": Given(
                120,
                _("All of California’s state legislators, as KTVU says."),
            ),
            "listed": Given(
                0, _("All 26 matches were false. We take it that none of them was there.")
            ),
            "hit_rate": Given(100, _("Not tested. With nobody on the list it changes nothing.")),
            "false_rate": Given(21.67, _("26 of 120.")),
        },
        counted={"right": 0, "wrong": 26, "unclear": 0},
        also=(
            (
                "KTVU",
                "https://www.ktvu.com/news/facial-recognition-software-erroneously-matched-1-in-5-california-lawmakers-for-criminals-aclu",
            ),
        ),
        facts=frozenset({"aclu-result"}),
    ),
)

BY_REF = {case.ref: case for case in CASES}
BY_FACT = {fact: case for case in CASES for fact in case.facts}
