"""Editors' own passwords: the page on which they change it, and what else asks for it.

At a desk that stands open a stranger has everything but the password. So whatever would keep a
stranger there asks for it once more: to change it, to give an account another, or more rights.
"""

from functools import partial
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.forms import CharField, PasswordInput
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quiz.admin.login_attempts import clear_attempts, count_attempt, too_many_attempts


def own_password_field(help_text: Any = "", required: bool = True) -> CharField:
    """The field for one's own password, which ``try_own_password`` tries."""
    return CharField(
        label=gettext_lazy("Your own password"),
        help_text=help_text,
        required=required,
        strip=False,
        error_messages={"required": gettext_lazy("Write your own password.")},
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def try_own_password(request: HttpRequest, typed: str) -> None:
    """Refuse what is not the password of who asks; it is tried no more often than at the door."""
    user = cast(User, request.user)
    if wait := count_attempt(request, user.get_username()):
        raise ValidationError(too_many_attempts(wait))
    if not user.check_password(typed):
        raise ValidationError(_("This is not your password."))
    clear_attempts(request, user.get_username())


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's, whose old password is counted as at the door."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> Any:
        old = self.cleaned_data["old_password"]
        try_own_password(self.request, old)
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
