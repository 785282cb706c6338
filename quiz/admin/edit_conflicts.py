"""Edit conflicts: somebody is shown something and confirms it, and it was changed in between.

Every page that is confirmed carries ``seen`` in its form: a mark of each row that it shows,
with a space between them. What is confirmed is done only if these are still the marks of what
is there, compared after the rows were locked and in the transaction that does it.
``tests/admin/test_edit_conflicts.py`` has the table of all such pages.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from quiz.models import Bank, Question, lock, mark

SEEN = "seen"  # the name of the hidden field

CHANGED = _(
    "Somebody has changed what this page shows since you opened it. Nothing was done: look again."
)
CHANGED_ROW = _("Changed since you opened this page.")
OVERWRITES = _(
    "Somebody has changed this since you opened it. What you typed is still here: look again "
    "before you save."
)
NOTHING_LOST = _("Nothing of either text is lost, and nothing is saved yet.")


def lock_with_banks(questions: QuerySet[Question]) -> None:
    """Lock ``questions`` and then their banks, for steps that touch the banks one by one."""
    lock(questions)
    lock(Bank.objects.filter(pk__in=questions.order_by().values("bank")))


def marks_seen(request: HttpRequest) -> set[str]:
    """The marks of what the page had shown that sent this request."""
    return set(request.POST.get(SEEN, "").split())


def changed(request: HttpRequest, marks: Iterable[str]) -> bool:
    """Whether the page that sent this request had shown anything else than ``marks`` say."""
    return marks_seen(request) != set(marks)


class SeenForm(forms.ModelForm):
    """A form that overwrites nothing its user has not seen. Its page sends ``seen`` along.

    It ``clashes`` where the row that it is about was changed meanwhile: then both edits are shown.
    ``resumed`` is what was typed in it before and not saved: it is shown, and nothing is said of
    it yet.
    """

    resumed: ClassVar[QueryDict | None] = None
    clashes = False

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.resumed if data is None else data, *args, **kwargs)

    @property
    def errors(self) -> ErrorDict:
        found = super().errors
        if self.resumed is not None:
            found.clear()
        return found

    def shown(self) -> Any:
        """What the page shows of a row that is there; None where one is being added."""
        return self.initial if self.instance.pk else None

    @cached_property
    def seen(self) -> str:
        shown = self.shown()
        return "" if shown is None else mark(shown)

    def clean(self) -> dict[str, Any]:
        """Compare, before anything typed is put into the row."""
        cleaned = super().clean() or self.cleaned_data
        if self.seen and self.data.get(SEEN) != self.seen:
            self.clashes = bool(self.instance.pk)
            self.add_error(None, OVERWRITES)
        return cleaned
