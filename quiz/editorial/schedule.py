"""Publishing and retiring on a day that was set: done by the housekeeping, on that day."""

import datetime
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.validation import RULES
from quiz.editorial.changed_key import differs
from quiz.editorial.review import judged
from quiz.models import Digest, Question, Step, lock


@dataclass
class Done:
    """What was done, by ref, and what could not be."""

    published: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def carry_out(on: datetime.date) -> Done:
    """Publish and retire what is due on the day ``on``. Can be repeated, and run twice at once.

    Published is what was approved. Where it has changed since, which its editor
    was told, or something is to mend, it stays as it is and the desk says why.
    """
    done = Done()
    for pk in Question.objects.filter(publish_on__lte=on).values_list("pk", flat=True):
        _publish(pk, on, done)
    due = Question.objects.filter(retire_on__lte=on, state=Question.State.LIVE)
    for pk in due.values_list("pk", flat=True):
        _retire(pk, on, done)
    return done


def held_up(question: Question, on: datetime.date) -> list[str]:
    """Why what is due on the day ``on`` cannot be published."""
    reasons = [
        str(finding.sentence)
        for finding in judged(question, question.latest_check(), on)
        if finding.blocks
    ]
    approved = approval(question)
    if approved and question.needs_others(approved.by):
        # This desk has asked for four eyes since then.
        reasons.append(
            _("Whoever approved it wrote some of it, so somebody else has to approve it.")
        )
    if differs(question) and not (approved and approved.note):
        reasons.append(
            _(
                "The right answer is another one than readers were told: correct it in public, or "
                "say why not."
            )
        )
    return reasons


def approval(question: Question) -> Step | None:
    """Who approved what is scheduled, when and why."""
    return question.steps.filter(action=Step.Action.SCHEDULED).select_related("by").first()


def bring_up_digests(batch: int = 200) -> int:
    """Renew the search rows that are missing or were made by older rules; say how many.

    ``batch`` is how many questions are locked and renewed in one transaction.
    """
    # Found once: to look for the next few each time would take as long as all of them together.
    stale = Question.objects.exclude(digest__rules=RULES).order_by("pk")
    ids = list(stale.values_list("pk", flat=True))
    whole = Question.objects.select_related("topic", *schema.sources())
    for some in batched(ids, batch):
        with transaction.atomic():  # so that nobody saves one between its reading and its digest
            lock(Question.objects.filter(pk__in=some))
            Digest.refresh(whole.filter(pk__in=some))
    return len(ids)


@transaction.atomic
def _publish(pk: int, on: datetime.date, done: Done) -> None:
    due = Question.objects.select_for_update().filter(pk=pk, publish_on__lte=on)
    question = due.first()
    if question is None:  # somebody has done it, or taken it off the schedule
        return
    if question.approved != question.fingerprint():
        # A source that it names was changed, or a file was loaded.
        question.unschedule(on, None, _("It was changed after it had been approved."))
        done.held.append(question.ref)
    elif held_up(question, on):
        done.held.append(question.ref)
    else:
        approved = approval(question)
        by, why = (approved.by, approved.note) if approved else (None, "")
        question.publish(on, by, why=why)
        done.published.append(question.ref)


@transaction.atomic
def _retire(pk: int, on: datetime.date, done: Done) -> None:
    live = Question.State.LIVE
    due = Question.objects.select_for_update().filter(pk=pk, retire_on__lte=on, state=live)
    question = due.first()
    if question is not None:
        question.retire(on, note=_("As had been decided for this day."))
        done.retired.append(question.ref)
