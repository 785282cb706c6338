"""Who sees a bank now, and from when on that is another matter: in words, and as a sign."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.models import Bank
from quiz.web.days import in_words

State = Bank.State

# What is said where a state is chosen.
MEANS: dict[State, Promise] = {
    State.DRAFT: gettext_lazy("nobody but the desk sees it"),
    State.LISTED: gettext_lazy("it is on the first page, and questions of days come from it"),
    State.UNLISTED: gettext_lazy("whoever has its address can play it; it is on no list"),
    State.CLOSED: gettext_lazy("its page says so; rounds under way go on, and none begins"),
}
SIGNS = {State.DRAFT: "none", State.LISTED: "both", State.UNLISTED: "one", State.CLOSED: "shut"}


@dataclass(frozen=True)
class Seen:
    """What readers meet of a bank: ``sign`` is drawn as two eyes; ``then`` and ``address`` may
    be empty.
    """

    sign: str
    word: str
    means: str
    then: str
    address: str


def seen(bank: Bank, now: datetime.datetime) -> Seen:
    """What readers meet of ``bank`` at the moment ``now``."""
    met = bank.stands_at(now)
    means = str(MEANS[met])
    address = "" if met == State.DRAFT else reverse("bank", args=[bank.ref])
    told = means[0].upper() + means[1:] + "."
    return Seen(SIGNS[met], str(met.label), told, _then(bank, now), address)


def _then(bank: Bank, now: datetime.datetime) -> str:
    """When it opens and closes, or has closed."""
    if bank.state not in (State.LISTED, State.UNLISTED):
        return ""
    opens, closes = bank.opens_at, bank.closes_at
    if closes and closes <= now:
        return _("Closed since {moment}.").format(moment=in_words(closes))
    said = []
    if opens and now < opens:
        chosen = str(State(bank.state).label)
        told = _("Opens {moment}: then {state}.")
        said.append(told.format(moment=in_words(opens), state=chosen.lower()))
    if closes:
        said.append(_("Closes {moment}.").format(moment=in_words(closes)))
    return " ".join(said)


def changes(form: Any) -> str:
    """What a form changes of who sees a bank, for its history; empty if it changes nothing."""
    said = []
    for name in ("state", "opens_at", "closes_at"):
        if name in form.changed_data:
            label = form.fields[name].label
            before = _worded(form.initial.get(name))
            after = _worded(form.cleaned_data.get(name))
            said.append(f"{label}: {before} → {after}")
    return "; ".join(said)


def _worded(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return in_words(value)
    return str(State(value).label) if value else "–"
