"""The quiz as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = _("Quiz")

    def ready(self) -> None:
        from django.contrib.auth import user_logged_in
        from django.contrib.auth.models import update_last_login

        from quiz.privacy import keep_days_only

        # When an editor last logged in is nobody's business either.
        user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
        keep_days_only()
