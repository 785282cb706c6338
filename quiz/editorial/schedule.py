"""What was put off to a day, done on that day."""

import datetime
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from quiz.content import schema
from quiz.content.checks import RULES
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
    said = [
        str(finding.sentence)
        for finding in judged(question, question.latest_check(), on)
        if finding.blocks
    ]
    approved = approval(question)
    if approved and question.needs_others(approved.by):
        # This desk has asked for four eyes since then.
        said.append(_("Whoever approved it wrote some of it, so somebody else has to approve it."))
    return said


def approval(question: Question) -> Step | None:
    """Who approved what is scheduled, when and why."""
    return question.steps.filter(action=Step.Action.SCHEDULED).select_related("by").first()


def bring_up_digests(batch: int = 200) -> int:
    """Judge again what no digest was made of, or one by older rules; say how many."""
    # Found once: to look for the next few each time would take as long as all of them together.
    stale = Question.objects.exclude(digest__rules=RULES).order_by("pk")
    keys = list(stale.values_list("pk", flat=True))
    whole = Question.objects.select_related("topic", *schema.sources())
    for some in batched(keys, batch):
        with transaction.atomic():  # so that nobody saves one between its reading and its digest
            lock(Question.objects.filter(pk__in=some))
            Digest.refresh(whole.filter(pk__in=some))
    return len(keys)


@transaction.atomic
def _publish(pk: int, on: datetime.date, done: Done) -> None:
    question = Question.objects.select_for_update().filter(pk=pk, publish_on__lte=on)
    for each in question:
        if each.approved != each.fingerprint():
            # A source that it names was changed, or a file was loaded.
            each.unschedule(on, None, _("It was changed after it had been approved."))
            done.held.append(each.ref)
        elif held_up(each, on):
            done.held.append(each.ref)
        else:
            by = approval(each)
            each.publish(on, by.by if by else None, why=by.note if by else "")
            done.published.append(each.ref)


@transaction.atomic
def _retire(pk: int, on: datetime.date, done: Done) -> None:
    question = Question.objects.select_for_update().filter(pk=pk, retire_on__lte=on, state="live")
    for each in question:
        each.retire(on, note=_("As had been decided for this day."))
        done.retired.append(each.ref)
