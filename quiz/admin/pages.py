"""Every page of the desk beside Django's own, and every action of the list of questions, in order.

This is the order in which editors are shown them.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from quiz.admin import (
    bulk_actions,
    copies,
    corrections,
    day_choice,
    due_checks,
    exhibit_drawing,
    export_file,
    import_file,
    into_set,
    kind,
    marks,
    previews,
    publishing,
    restore,
    statistics,
    typed,
)
from quiz.admin.extra_pages import Page

# ``view(request, question, context)`` is the page ``<id>/<name>/`` of each question. Who lacks
# the permission is refused; with a label every question links to it. ``context["seen"]`` is the
# mark of the question, which is locked before it is read when something is sent.
QUESTION_PAGES = [
    Page("preview", previews.frames, "view_question", _("Preview")),
    Page("frame", previews.frame, "view_question"),
    Page(
        "publish",
        publishing.publish,
        "view_question",
        _("Review and publish"),
        to_look=_("Review"),
    ),
    Page("statistics", statistics.statistics, "view_question", _("Statistics"), published=True),
    Page(
        "correct", corrections.correct, "correct_question", _("Correct in public"), published=True
    ),
    Page("copy", copies.copy, "add_question", _("Make a copy")),
    Page(
        "day", day_choice.choose_day, "change_dailyquestion", _("Question of a day"), published=True
    ),
    Page("kind", kind.kind, "change_question"),
    Page("restore", restore.restore, "change_question"),
]

# ``view(request, context)`` is the page ``<name>/`` beside the list of questions.
LIST_PAGES = [
    Page("due", due_checks.due, "view_question", _("Reading list")),
    Page("export", export_file.export_bank, "view_question", _("Export")),
    Page("import", import_file.import_file, "add_question", _("Import")),
    Page("exhibit", exhibit_drawing.exhibit, "view_question"),
    Page("typed", typed.typed, "view_question"),
    Page("answered", typed.answered, "view_question"),
    Page("marks", marks.marks, "view_question"),
]

# What can be done to all questions that are ticked in the list.
ACTIONS: list[Callable[..., Any]] = [
    bulk_actions.submit,
    bulk_actions.publish,
    bulk_actions.retire,
    bulk_actions.move,
    bulk_actions.renew,
    bulk_actions.shelve,
    bulk_actions.take_off,
    into_set.add_to_set,
    export_file.export_chosen,
]
