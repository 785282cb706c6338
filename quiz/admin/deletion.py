"""What is deleted, what stays and why, and thousands at once.

Nothing is deleted that the page between did not show. What cannot be deleted is said with the
true reason and what can be done instead, and is not offered on its own page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.requests import StrOrPromise, parse_id
from quiz.models import Check, Digest, Place, lock, mark
from quiz.web.days import midnight

if TYPE_CHECKING:
    ModelAdminOf = admin.ModelAdmin
else:

    class ModelAdminOf(admin.ModelAdmin):
        """Django's, whose model is named in brackets for the type checker alone."""

        __class_getitem__ = classmethod(lambda cls, model: cls)


MOST_AT_ONCE = 200  # rows: what one page can show, and its form can name
NAMED = 20  # of more rows, those that the page between names


@dataclass(frozen=True)
class Obstacle:
    """Why a row stays, with a link to where something can be done about it."""

    why: StrOrPromise
    link: StrOrPromise = ""
    url: str = ""


# What belongs to a row without a name of its own: it is counted, and not listed.
NAMELESS = (Check, Place)
# What is worked out of a row, or joins two, and nobody has made: it is not counted either.
UNMADE = (Digest, User.groups.through, User.user_permissions.through)


def _without(lines: Sequence[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """Lines in lines without those that begin with one of these, and without lists left empty."""
    kept = [
        _without(line, beginnings) if isinstance(line, list) else line
        for line in lines
        if isinstance(line, list) or not str(line).startswith(beginnings)
    ]
    return [line for line in kept if line != []]


def _beginnings(models: Iterable[Any]) -> tuple[str, ...]:
    """How Django begins the lines of what has no page at the desk."""
    return tuple(f"{capfirst(str(model._meta.verbose_name))}: " for model in models)


class DeletionAdmin[Row: models.Model](ModelAdminOf[Row]):
    """Deletes what nothing speaks against; each is noted row by row, so to the day."""

    @property
    def thing(self) -> Any:
        """What the desk calls one of the rows."""
        return self.opts.verbose_name

    def in_the_way(self, request: HttpRequest, rows: Sequence[Row]) -> Mapping[Any, Obstacle]:
        """What of ``rows`` stays, by its number; as many queries for many as for one."""
        return {}

    def get_actions(
        self, request: HttpRequest, action_location: Any = admin.ActionLocation.CHANGE_LIST
    ) -> Any:
        """As Django's, with deletion as the last."""
        found = super().get_actions(request, action_location)
        if "delete_selected" in found:
            found["delete_selected"] = found.pop("delete_selected")
        return found

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, without what was worked out of a row and nobody has made."""
        doomed, counted, lacking, held = super().get_deleted_objects(objs, request)
        many = {model._meta.verbose_name_plural for model in UNMADE}
        rest = {name: n for name, n in counted.items() if name not in many}
        return _without(doomed, _beginnings((*UNMADE, *NAMELESS))), rest, lacking, held

    def lock_rows(self, *object_ids: str | None) -> None:
        """Lock what a save or a deletion of these rows will read and change."""
        found = (parse_id(object_id or "") for object_id in object_ids)
        ids = [pk for pk in found if pk is not None]
        for rows in (*self.locked_first(ids), self.model._base_manager.filter(pk__in=ids)):
            lock(rows)

    def locked_first(self, ids: list[int]) -> list[QuerySet[Any]]:
        """What is locked before the rows with these ids, by the order that ``lock`` tells."""
        return []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return self._refusal(request, object_id) or super().delete_view(
                request, object_id, extra_context
            )
        with transaction.atomic():
            self.lock_rows(object_id)
            if refused := self._refusal(request, object_id):
                return refused
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_delete_permission(request, row):
                doomed = self.get_deleted_objects([row], request)[0]
                if changed(request, [self.mark_of_doomed([row], doomed)]):
                    messages.error(request, CHANGED)
                    return redirect(request.get_full_path())
            return super().delete_view(request, object_id, extra_context)

    def _refusal(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The page that says why a row stays, for who may see it; or None."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            return None
        kept = self.in_the_way(request, [row])
        if not kept:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("This {thing} stays").format(thing=self.thing),
            "opts": self.opts,
            "kept": [(row, kept[row.pk])],
        }
        return render(request, "admin/quiz/kept.html", context, status=403)

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context[SEEN] = self.mark_of_doomed([context["object"]], context["deleted_objects"])
        return super().render_delete_form(request, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What stays is not offered to be deleted."""
        row: Any = context.get("original")
        if row is not None and self.in_the_way(request, [row]):
            context["show_delete"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def mark_of_doomed(self, rows: Iterable[Row], doomed: Any) -> str:
        """A mark of ``rows`` and of all that goes with them, as the page between lists it."""
        columns = self.opts.concrete_fields
        return mark(doomed, [[column.value_from_object(row) for column in columns] for row in rows])

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """As Django's for each row, in one step, and to the day."""
        day = midnight(timezone.now())
        of = ContentType.objects.get_for_model(self.model, for_concrete_model=False)
        user: Any = request.user
        return LogEntry.objects.bulk_create(
            LogEntry(
                user_id=user.pk,
                action_time=day,
                content_type=of,
                object_id=row.pk,
                object_repr=str(row)[:200],
                action_flag=DELETION,
            )
            for row in queryset
        )


@admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
def delete_selected(
    model_admin: DeletionAdmin[Any], request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """As Django's, in whose place it comes; what stays is left out, and said with its reason."""
    with transaction.atomic():
        model_admin.lock_rows(*(str(pk) for pk in queryset.values_list("pk", flat=True)))
        rows = list(queryset)  # whole, so that Django's page need not ask for them again
        if not rows:
            return None
        kept = model_admin.in_the_way(request, rows)
        free = [row for row in rows if row.pk not in kept]
        stays = [(row, kept[row.pk]) for row in rows if row.pk in kept]
        if len(free) > MOST_AT_ONCE:
            return _delete_many(model_admin, request, free, stays)
        if not free:
            return _all_kept(model_admin, request, stays)
        going = queryset.filter(pk__in=[row.pk for row in free])
        doomed = model_admin.get_deleted_objects(free, request)[0]
        seen = model_admin.mark_of_doomed(free, doomed)
        if "post" in request.POST and changed(request, [seen]):
            _ask_again(request)
        page: TemplateResponse | None = actions.delete_selected(model_admin, request, going)
    if page is not None:
        more = {SEEN: seen, "kept": stays[:NAMED], "kept_number": len(stays)}
        page.context_data = {**(page.context_data or {}), **more}
    return page


def _ask_again(request: HttpRequest) -> None:
    messages.error(request, CHANGED)
    asking = request.POST.copy()
    del asking["post"]
    request.POST = asking  # type: ignore[assignment]


def _all_kept(
    model_admin: DeletionAdmin[Any], request: HttpRequest, stays: list[tuple[Any, Obstacle]]
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("None of these can be deleted"),
        "opts": model_admin.opts,
        "kept": stays[:NAMED],
        "kept_number": len(stays),
    }
    return render(request, "admin/quiz/kept.html", context)


def _delete_many(
    model_admin: DeletionAdmin[Any],
    request: HttpRequest,
    free: list[Any],
    stays: list[tuple[Any, Obstacle]],
) -> HttpResponse | None:
    """Delete more rows than a form can name: all that the list shows, once that is ticked."""
    n, names = len(free), model_admin.opts.verbose_name_plural
    seen = model_admin.mark_of_doomed(free, n)
    if "post" in request.POST and changed(request, [seen]):
        _ask_again(request)
    if "post" in request.POST and request.POST.get("all") == str(n):
        try:
            with transaction.atomic():
                model_admin.log_deletions(request, free)
                rows = model_admin.model._base_manager.filter(pk__in=[row.pk for row in free])
                model_admin.delete_queryset(request, rows)
        except ProtectedError as error:
            held = next(iter(error.protected_objects))
            refused = _("Nothing was deleted: “{row}” holds on to one of them.")
            messages.error(request, refused.format(row=held))
            return None
        said = ngettext("{n} of the {names} was deleted.", "{n} {names} were deleted.", n)
        messages.success(request, said.format(n=f"{n:,}", names=names))
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Delete {n} {names}").format(n=f"{n:,}", names=names),
        "opts": model_admin.opts,
        "names": names,
        "number": n,
        "first": free[:NAMED],
        "others": n - NAMED,
        "kept": stays[:NAMED],
        "kept_number": len(stays),
        "unticked": "post" in request.POST,
        "checkbox": ACTION_CHECKBOX_NAME,
        SEEN: seen,
    }
    return render(request, "admin/quiz/delete_many.html", context)


admin.site.add_action(delete_selected)  # type: ignore[arg-type]  # all of ours are DeletionAdmin
