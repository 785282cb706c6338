"""Every page of the desk beside Django's own, every action and every queue, each list in order.

This is the order in which editors are shown them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quiz.admin import (
    bulk,
    corrections,
    due,
    exchange,
    history,
    previews,
    publishing,
    reports,
    statistics,
)
from quiz.admin.base import Page
from quiz.admin.todo import Waiting

# ``view(request, question, context)`` is the page ``<id>/<name>/`` of each question. Who lacks
# the permission is refused; with a label every question links to it. ``context["seen"]`` is the
# mark of the question, which is locked before it is read when something is sent.
QUESTION_PAGES = [
    Page("preview", previews.frames, "view_question", _("Preview")),
    Page("frame", previews.frame, "view_question"),
    Page("publish", publishing.publish, "view_question", _("Review and publish")),
    Page("statistics", statistics.statistics, "view_question", _("Statistics")),
    Page("correct", corrections.correct, "correct_question", _("Correct in public")),
    Page("restore", history.restore, "change_question"),
]

# ``view(request, context)`` is the page ``<name>/`` beside the list of questions.
LIST_PAGES = [
    Page("due", due.due, "view_question", _("Checks that are due")),
    Page("export", exchange.export_bank, "view_question", _("Export")),
    Page("import", exchange.import_file, "add_question", _("Import")),
]

# What can be done to all questions that are ticked in the list.
ACTIONS: list[Callable[..., Any]] = [
    bulk.submit,
    bulk.publish,
    bulk.retire,
    bulk.move,
    bulk.renew,
    exchange.export_chosen,
]

# What waits for the user of a request, on the desk's first page.
QUEUES: list[Callable[[HttpRequest], Iterator[Waiting]]] = [
    due.waiting,
    reports.waiting,
    corrections.waiting,
]
