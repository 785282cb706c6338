"""What all pages of the desk share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class Desk(admin.ModelAdmin):
    """Ours, and Django's own: what is deleted is noted row by row, so to the day."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            one: Any = [row]
            super().log_deletions(request, one)


class ReadOnly(Desk):
    """Readers' rounds can be looked at, and by nobody changed."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
