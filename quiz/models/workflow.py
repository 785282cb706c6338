"""The workflow of a question: draft, review, live, retired, and who took which step.

``Flow`` is the part of a ``Question`` that holds its state, and the methods that change
it. Each change is recorded as a ``Step``, which is never deleted.
"""

import datetime
import json
from hashlib import sha256
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from quiz.models.step import NOTES, SETTLING, Editor, Step, account_of
from quiz.models.version import Version

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from quiz.models.bank import Bank

# The columns that make the state of a question.
WORKFLOW_FIELDS = ["state", "submitted", "publish_on", "retire_on", "approved", "live_version"]


class FourEyes(Exception):
    """Publishing is refused: nobody but its author has reviewed the working copy."""


class Flow(models.Model):
    """The state of a question, and the methods that change it.

    ``submitted``   the working copy waits for an editor. A draft is then in the state
                    ``review``; a live question stays live, with its published version
    ``publish_on``  the day on which the working copy is to be published
    ``approved``    its fingerprint when that was decided: a later edit is not published
    ``retire_on``   the day on which the question is to be retired
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("With an editor")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    Action = Step.Action

    if TYPE_CHECKING:  # what ``Question`` adds
        bank: models.ForeignKey[Bank, Bank]
        steps: RelatedManager[Step]
        versions: RelatedManager[Version]

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    submitted = models.BooleanField(_("waits for an editor"), default=False, editable=False)
    publish_on = models.DateField(_("to be published on"), null=True, editable=False)
    retire_on = models.DateField(_("to be retired on"), null=True, editable=False)
    approved = models.CharField(max_length=64, blank=True, editable=False)
    live_version = models.OneToOneField(
        Version, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def snapshot(self, number: int = 0) -> Version:
        raise NotImplementedError

    def fingerprint(self) -> str:
        """A hash (SHA-256, hexadecimal) of all that readers would be asked by the working copy."""
        copy = self.snapshot()
        whole = [copy.kind, copy.topic_id, copy.format, copy.content]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    @property
    def edited(self) -> bool:
        """Whether the working copy differs from what readers are asked."""
        return self.live_version is not None and self.live_version.differs(self.snapshot())

    # Four eyes

    def unreviewed_authors(self) -> set[int | None]:
        """The ids of those whose edits since the last publication nobody else has reviewed.

        Whoever submits a question has reviewed the edits of others, but not their own.
        Publishing settles all. None stands for the operator.
        """
        alone: set[int | None] = set()
        for step in sorted(self.steps.all(), key=lambda step: step.pk):
            if step.action == Step.Action.WROTE:
                alone.add(step.by_id)
            elif step.action == Step.Action.SUBMITTED:
                alone &= {step.by_id}
            elif step.action == Step.Action.PUBLISHED:
                alone.clear()
        return alone

    def needs_others(self, by: Editor) -> bool:
        """Whether ``by`` must not publish this, because only somebody else may (four eyes)."""
        return bool(settings.FOUR_EYES and by is not None and by.pk in self.unreviewed_authors())

    # The steps

    def lock_and_refresh(self) -> None:
        """Lock the row until the transaction ends, and read its state again.

        So two steps never happen at once. The content of this object stays as it is: it
        may hold edits that are not saved yet.
        """
        rows = type(self)._base_manager.select_for_update(no_key=True)
        self.refresh_from_db(fields=WORKFLOW_FIELDS, from_queryset=rows)

    def _stepped(self, action: str, on: datetime.date, by: Editor, note: Any = "") -> None:
        self.steps.create(action=action, on=on, by=account_of(by), note=str(note)[:1000])

    @transaction.atomic
    def wrote(self, on: datetime.date, by: Editor, note: Any = "") -> bool:
        """Record that ``by`` (None for the operator) has changed the working copy.

        Takes back an approval for a later day; returns whether there was one.
        """
        self.lock_and_refresh()
        last = self.steps.order_by("-id").first()
        known = last and (last.action, last.by_id, last.on) == (
            Step.Action.WROTE,
            by.pk if by else None,
            on,
        )
        if not known or note:
            # Steps are read from the newest on, so the end of a long note comes first.
            for part in reversed(wrap(str(note), 1000) or [""]):
                self._stepped(Step.Action.WROTE, on, by, part)
        return self.unschedule(on, by, _("It was changed after it had been approved."))

    @transaction.atomic
    def submit(self, on: datetime.date, by: Editor, note: Any = "") -> None:
        """Ask an editor to review and publish the working copy."""
        self.lock_and_refresh()
        if self.state == self.State.DRAFT:
            self.state = self.State.REVIEW
        self.submitted = True
        self.save(update_fields=["state", "submitted"])
        self._stepped(Step.Action.SUBMITTED, on, by, note)

    @transaction.atomic
    def send_back(self, on: datetime.date, by: Editor, note: Any) -> None:
        """Give the working copy back to its author, with a note on what is still to do."""
        self.lock_and_refresh()
        self.unschedule(on, by)
        if self.state == self.State.REVIEW:
            self.state = self.State.DRAFT
        self.submitted = False
        self.save(update_fields=["state", "submitted"])
        self._stepped(Step.Action.RETURNED, on, by, note)

    def open_note(self) -> Step | None:
        """What was found changed or asked about, and is not settled yet."""
        last = self.steps.filter(action__in=NOTES + SETTLING).select_related("by").first()
        return last if last and last.action in NOTES else None

    def found_changed(self, on: datetime.date, by: Editor, note: str) -> None:
        """Record that its source says something else by now; what readers are asked stays."""
        self._stepped(Step.Action.CHANGED, on, by, note)

    def ask_author(self, on: datetime.date, by: Editor, note: str) -> None:
        """Record a question to its author."""
        self._stepped(Step.Action.ASKED, on, by, note)

    def found_true(self, on: datetime.date, by: Editor) -> None:
        """Settle a note that is open, if there is one: somebody has looked."""
        if self.open_note():
            self._stepped(Step.Action.CONFIRMED, on, by)

    def author(self) -> User | None:
        """Who wrote it last of those who can still log in; None where nobody did."""
        wrote = self.steps.filter(action=Step.Action.WROTE, by__is_active=True)
        last = wrote.select_related("by").first()
        return last.by if last else None

    @transaction.atomic
    def schedule(self, day: datetime.date, on: datetime.date, by: Editor, why: str = "") -> None:
        """Approve the working copy as it is now, to be published on ``day``.

        Raises ``FourEyes`` where somebody else has to review it first.
        """
        self.lock_and_refresh()
        if self.needs_others(by):
            raise FourEyes
        self.publish_on, self.approved = day, self.fingerprint()
        self.save(update_fields=["publish_on", "approved"])
        self._stepped(Step.Action.SCHEDULED, on, by, why)

    @transaction.atomic
    def unschedule(self, on: datetime.date, by: Editor, note: Any = "") -> bool:
        """Take back an approval for a later day; return whether there was one."""
        self.lock_and_refresh()
        if self.publish_on is None:
            return False
        self.publish_on, self.approved = None, ""
        self.save(update_fields=["publish_on", "approved"])
        self._stepped(Step.Action.UNSCHEDULED, on, by, note)
        return True

    @transaction.atomic
    def publish(self, on: datetime.date, by: Editor = None, why: str = "") -> Version:
        """Publish the working copy: from now on readers are asked this version, which is returned.

        Where nothing has changed since the last version, that one is live again. ``by`` is
        None for the software. Raises ``FourEyes`` where somebody else has to review it first.
        """
        self.lock_and_refresh()
        if self.needs_others(by):
            raise FourEyes
        last = self.versions.order_by("-number").first()
        version = self.snapshot(last.number + 1 if last else 1)
        if last and not last.differs(version):
            version = last
        else:
            version.published_on, version.published_by = on, account_of(by)
            version.why = why
            version.save()
        self.live_version, self.state, self.submitted = version, self.State.LIVE, False
        self.publish_on, self.approved = None, ""
        if self.retire_on and self.retire_on <= on:
            self.retire_on = None
        self.save(update_fields=[
            "live_version", "state", "submitted", "publish_on", "approved", "retire_on"
        ])  # fmt: skip
        self._stepped(Step.Action.PUBLISHED, on, by, why)
        self.bank.touch()
        return version

    @transaction.atomic
    def retire_later(
        self, day: datetime.date | None, on: datetime.date, by: Editor, note: Any = ""
    ) -> None:
        """Have the question retired on ``day``; None takes that back."""
        self.lock_and_refresh()
        self.retire_on = day
        self.save(update_fields=["retire_on"])
        self._stepped(Step.Action.TO_RETIRE, on, by, note)

    @transaction.atomic
    def retire(self, on: datetime.date, by: Editor = None, note: str = "") -> None:
        """Ask this question no more; rounds under way keep it."""
        self.lock_and_refresh()
        self.unschedule(on, by)
        self.state, self.submitted, self.retire_on = self.State.RETIRED, False, None
        self.save(update_fields=["state", "submitted", "retire_on"])
        self._stepped(Step.Action.RETIRED, on, by, note)
        self.bank.touch()
