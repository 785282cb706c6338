"""Who may work at the desk."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from quiz.admin.desk import Desk

admin.site.unregister([User, Group])


@admin.register(User)
class EditorAdmin(Desk, UserAdmin):
    readonly_fields = ("last_login", "date_joined")


@admin.register(Group)
class RoleAdmin(Desk, GroupAdmin):
    pass
