"""The quiz as a Django application, and Django's admin with our site in the place of its own."""

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class DeskConfig(admin_apps.AdminConfig):
    default = False
    default_site = "quiz.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        # These modules register with the site, so they are imported when it exists.
        from quiz.admin import (  # noqa: F401
            accounts,
            articles,
            banks,
            corrections,
            daily,
            filing,
            question_sets,
            questions,
            reports,
            statistics,
        )


class QuizConfig(AppConfig):
    default = True
    name = "quiz"
    verbose_name = _("Quiz")

    def ready(self) -> None:
        from django.contrib.auth import user_logged_in
        from django.contrib.auth.models import update_last_login
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from quiz.admin.roles import make_roles
        from quiz.admin.second_factor import keep_no_times
        from quiz.ops import database_file
        from quiz.privacy.days_only import keep_days_only

        apps.get_app_config("auth").verbose_name = _("People")  # as the desk's menu calls them
        # No times of editors are stored, so not of their last login either.
        user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
        connection_created.connect(database_file.begin)
        keep_days_only()
        keep_no_times()
        post_migrate.connect(make_roles, sender=self, dispatch_uid="make_roles")
