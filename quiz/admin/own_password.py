"""The page on which editors change their own password, by the one that they have."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from quiz.admin.login_attempts import clear_attempts, count_attempt, too_many_attempts


class OwnPasswordForm(AdminPasswordChangeForm):
    """The old password is tried no more often than at the door: a desk may stand open."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> Any:
        name = self.user.get_username()
        if wait := count_attempt(self.request, name):
            raise ValidationError(too_many_attempts(wait))
        old = super().clean_old_password()
        clear_attempts(self.request, name)
        return old


def own_password_page(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """Django's page, with a form that counts."""
    request.current_app = site.name
    view = PasswordChangeView.as_view(
        form_class=partial(OwnPasswordForm, request),
        success_url=reverse("admin:password_change_done"),
        extra_context=site.each_context(request),
    )
    return view(request)
