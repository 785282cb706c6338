"""Questions: their list and their page, and who may do what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quiz.admin import pages
from quiz.admin.deletion import Obstacle
from quiz.admin.question_list import QuestionList
from quiz.admin.question_page import QuestionPage
from quiz.admin.requests import may
from quiz.models import Question


@admin.register(Question)
class QuestionAdmin(QuestionList, QuestionPage):
    """Questions at the desk, and who may do what with them."""

    actions = pages.ACTIONS

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return may(request, "submit_question")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request, "publish_question")

    def has_retire_permission(self, request: HttpRequest) -> bool:
        return may(request, "retire_question")

    def has_arrange_permission(self, request: HttpRequest) -> bool:
        return may(request, "change_questionset")

    def has_renew_permission(self, request: HttpRequest) -> bool:
        return may(request, "renew_question")

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        """What readers may have been asked is retired, not deleted."""
        published = obj is not None and obj.live_version_id is not None
        return not published and super().has_delete_permission(request, obj)

    def in_the_way(self, request: HttpRequest, rows: Sequence[Question]) -> Mapping[Any, Obstacle]:
        return {
            row.pk: Obstacle(
                _("It has been published, so readers may have been asked it, and it stays."),
                _("Retire it: no new round asks it then."),
                reverse("admin:quiz_question_publish", args=[row.pk]),
            )
            for row in rows
            if row.live_version_id is not None
        }
