"""The way of a question to its readers and out again: each step with who, and on which day.

``Flow`` is the part of a ``Question`` that knows where it stands, and the verbs
that move it on; the steps themselves are kept for good.
"""

import datetime
import json
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from quiz.models.version import Version

# Where a question stands.
WORKFLOW_FIELDS = ["state", "submitted", "publish_on", "retire_on", "approved", "live_version"]


class FourEyes(Exception):
    """Nobody but its writer has seen what would be published."""


class Step(models.Model):
    """What somebody did to a question. ``by`` is None for what ships with the software."""

    class Action(models.TextChoices):
        WROTE = "wrote", _("wrote or edited it")
        SUBMITTED = "submitted", _("submitted it for review")
        RETURNED = "returned", _("sent it back")
        SCHEDULED = "scheduled", _("approved it for a later day")
        UNSCHEDULED = "unscheduled", _("took it off the schedule")
        PUBLISHED = "published", _("published it")
        TO_RETIRE = "to_retire", _("set a day on which it retires")
        RETIRED = "retired", _("retired it")

    question = models.ForeignKey("quiz.Question", models.CASCADE, related_name="steps")
    action = models.CharField(_("step"), max_length=12, choices=Action)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "action"], name="step_by_action")]

    def __str__(self) -> str:
        return f"{self.on} {self.action}"


class Flow(models.Model):
    """Where a question stands.

    ``submitted`` says that the working copy waits for an editor: a draft is then
    in review, and of a live question the changes are, while readers are asked
    what they were. ``publish_on`` and ``retire_on`` are days to come;
    ``approved`` is the fingerprint of what is to be published on that day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    Action = Step.Action

    bank: Any
    steps: Any
    versions: Any

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
        """A short name for the working copy as it is now: another content, another name."""
        copy = self.snapshot()
        whole = [copy.kind, copy.topic_id, copy.format, copy.content]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()

    @property
    def edited(self) -> bool:
        """Whether the working copy differs from what readers are asked."""
        return self.live_version is not None and self.live_version.differs(self.snapshot())

    # Four eyes

    def unreviewed_authors(self) -> set[int | None]:
        """Whose writing since the last publication nobody else has put forward.

        Who submits a question vouches for what others wrote in it, and so does
        who publishes it; nobody vouches for what they wrote themselves.
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

    def needs_others(self, by: Any) -> bool:
        """Whether four eyes forbid ``by`` to publish this."""
        return bool(settings.FOUR_EYES and by is not None and by.pk in self.unreviewed_authors())

    # The steps

    def lock_and_refresh(self) -> None:
        """Lock the row until the transaction ends, and see where the question stands by now.

        Steps are taken one at a time; where the database locks no rows, it runs one
        transaction at a time. The content that this object holds stays as it is.
        """
        rows = type(self)._base_manager.select_for_update(no_key=True)
        self.refresh_from_db(fields=WORKFLOW_FIELDS, from_queryset=rows)

    def _stepped(self, action: str, on: datetime.date, by: Any, note: Any = "") -> None:
        self.steps.create(action=action, on=on, by=by, note=str(note)[:1000])

    @transaction.atomic
    def wrote(self, on: datetime.date, by: Any, note: Any = "") -> bool:
        """Record that ``by``, or None for the operator, has changed the working copy.

        What had been approved for a later day no longer is; says whether it was.
        """
        self.lock_and_refresh()
        last = self.steps.order_by("-id").first()
        known = last and (last.action, last.by_id, last.on) == (
            Step.Action.WROTE,
            by.pk if by else None,
            on,
        )
        if not known or note:
            self._stepped(Step.Action.WROTE, on, by, note)
        return self.unschedule(on, by, _("It was changed after it had been approved."))

    @transaction.atomic
    def submit(self, on: datetime.date, by: Any, note: Any = "") -> None:
        """Put the working copy forward to be published."""
        self.lock_and_refresh()
        if self.state == self.State.DRAFT:
            self.state = self.State.REVIEW
        self.submitted = True
        self.save(update_fields=["state", "submitted"])
        self._stepped(Step.Action.SUBMITTED, on, by, note)

    @transaction.atomic
    def send_back(self, on: datetime.date, by: Any, note: Any) -> None:
        """Give the working copy back to who wrote it, with what is still to do."""
        self.lock_and_refresh()
        self.unschedule(on, by)
        if self.state == self.State.REVIEW:
            self.state = self.State.DRAFT
        self.submitted = False
        self.save(update_fields=["state", "submitted"])
        self._stepped(Step.Action.RETURNED, on, by, note)

    @transaction.atomic
    def schedule(self, day: datetime.date, on: datetime.date, by: Any, why: str = "") -> None:
        """Approve the working copy as it is now, to be published on ``day``."""
        self.lock_and_refresh()
        if self.needs_others(by):
            raise FourEyes
        self.publish_on, self.approved = day, self.fingerprint()
        self.save(update_fields=["publish_on", "approved"])
        self._stepped(Step.Action.SCHEDULED, on, by, why)

    @transaction.atomic
    def unschedule(self, on: datetime.date, by: Any, note: Any = "") -> bool:
        """Take back what was approved for a later day; says whether anything was."""
        self.lock_and_refresh()
        if self.publish_on is None:
            return False
        self.publish_on, self.approved = None, ""
        self.save(update_fields=["publish_on", "approved"])
        self._stepped(Step.Action.UNSCHEDULED, on, by, note)
        return True

    @transaction.atomic
    def publish(self, on: datetime.date, by: Any = None, why: str = "") -> Version:
        """Make the working copy what readers are asked from now on.

        Makes no second version where nothing changed. ``by`` is a user, or None
        for what ships with the software. Raises ``FourEyes`` where somebody else
        has to look first.
        """
        self.lock_and_refresh()
        if self.needs_others(by):
            raise FourEyes
        last = self.versions.order_by("-number").first()
        version = self.snapshot(last.number + 1 if last else 1)
        if last and not last.differs(version):
            version = last
        else:
            version.published_on, version.published_by, version.why = on, by, why
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
        self, day: datetime.date | None, on: datetime.date, by: Any, note: Any = ""
    ) -> None:
        """Retire the question on ``day`` by itself; None takes that back."""
        self.lock_and_refresh()
        self.retire_on = day
        self.save(update_fields=["retire_on"])
        self._stepped(Step.Action.TO_RETIRE, on, by, note)

    @transaction.atomic
    def retire(self, on: datetime.date, by: Any = None, note: str = "") -> None:
        """Take the question out of every new draw; rounds that have it keep it."""
        self.lock_and_refresh()
        self.unschedule(on, by)
        self.state, self.submitted, self.retire_on = self.State.RETIRED, False, None
        self.save(update_fields=["state", "submitted", "retire_on"])
        self._stepped(Step.Action.RETIRED, on, by, note)
        self.bank.touch()
