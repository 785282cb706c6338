"""Who may work at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz import factors
from quiz.admin.desk import Desk

# The pages of django-otp would show the secrets of all editors; each has a page of her own.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(User)
class EditorAdmin(Desk, UserAdmin):
    list_display = ("username", "first_name", "last_name", "is_staff", "has_factor")
    readonly_fields = ("last_login", "date_joined")
    actions = ("take_factor_away",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factor = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(with_factor=Exists(factor))

    @admin.display(description=_("second factor"), boolean=True)
    def has_factor(self, user: Any) -> bool:
        return user.with_factor

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def take_factor_away(self, request: HttpRequest, queryset: Any) -> None:
        """For who has lost phone and recovery codes: the password alone opens the desk then."""
        done = 0
        for user in queryset:
            if factors.remove(user):
                self.log_change(request, user, _("Took the second factor away."))
                done += 1
        said = ngettext(
            "%(n)s second factor is taken away.", "%(n)s second factors are taken away.", done
        )
        messages.success(request, said % {"n": done})


@admin.register(Group)
class RoleAdmin(Desk, GroupAdmin):
    pass
