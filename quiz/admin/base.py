"""What every list and form of the desk shares: locks, edit conflicts, deletion, form fields."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from quiz.admin import drafts, presence
from quiz.admin.clash import (
    BEGAN,
    began_with,
    clash_page,
    deletion_of,
    pressed_in,
    resolved,
    texts_of,
)
from quiz.admin.clash_fields import CHOOSING
from quiz.admin.deletion import MOST_AT_ONCE, DeletionAdmin
from quiz.admin.edit_conflicts import NOTHING_LOST, SEEN, SeenForm
from quiz.admin.requests import parse_id
from quiz.content.day_fields import DayField, DayInput
from quiz.content.fields import AddressField, LineField, TextField, WholeField
from quiz.models import Bank, lock

MOST_WORDS = 100  # of a search


class BaseAdmin[Row: models.Model](DeletionAdmin[Row]):
    """Ours, and Django's own: nothing is saved or deleted that its user has not seen."""

    form = SeenForm
    formfield_overrides: ClassVar = {
        models.TextField: {"form_class": TextField},
        models.CharField: {"form_class": LineField},
        models.SlugField: {"form_class": forms.SlugField, "widget": AdminTextInputWidget},
        models.URLField: {"form_class": AddressField, "widget": forms.URLInput},
        models.DateField: {"form_class": DayField, "widget": DayInput},
        models.IntegerField: {"form_class": WholeField, "widget": WholeField.widget},
    }
    linked_lookups: tuple[str, ...] = ()  # what links on other pages of the desk ask a list for
    says_needed = True  # whether the labels of a form say which of its fields are needed
    view_on_site = False
    empty_value_display = ""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether a list can be narrowed by ``lookup``: a filter of it or a link of ours asks so.

        Django would allow more, so that by asking which rows match a guess everything could be
        found out that the rows are related to: a password's hash, the key of a round.
        """
        return lookup in self.linked_lookups or lookup in self._filter_lookups()

    def _filter_lookups(self) -> Iterator[str]:
        """What the links of the filters beside the list ask for."""
        filters: Sequence[Any] = self.list_filter
        for given in filters:
            if not isinstance(given, str):
                yield given.parameter_name
                continue
            field: Any = get_fields_from_path(self.model, given)[-1]
            target = f"{given}__{field.target_field.name}" if field.is_relation else given
            yield f"{target}__exact"
            if field.null or field.many_to_many:
                yield f"{given}__isnull"

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are referred to by their number; Django fails over the name of a relation."""
        return to_field == self.opts.pk.name

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        """As Django's; nothing has more words, and a database refuses so long a condition."""
        if len(search_term.split()) > MOST_WORDS:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def locked_last(self, request: HttpRequest, object_id: str | None) -> QuerySet[Bank]:
        """The bank in which a save may make a new ref, so that no two at once make the same."""
        return Bank.objects.none()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        if CHOOSING in request.POST:
            request.POST = resolved(request.POST)  # type: ignore[assignment]
        with transaction.atomic():
            self.lock_rows(object_id)
            lock(self.locked_last(request, object_id))
            if object_id is not None and self._is_gone(request, object_id):
                return self._deleted_response(request, object_id)
            response = super().changeform_view(request, object_id, *args, **kwargs)
            self._note_presence(request, object_id, response)
            return response

    def _is_gone(self, request: HttpRequest, object_id: str) -> bool:
        """Whether a form was sent of something that its page had shown and that is deleted."""
        sent = SEEN in request.POST and self.has_change_permission(request)
        pk = parse_id(object_id)
        return bool(sent and pk) and not self.model._base_manager.filter(pk=pk).exists()

    def _deleted_response(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What was typed, who deleted what it was about, and that nothing is saved."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("This {thing} is deleted").format(thing=self.thing),
            "opts": self.opts,
            "deletion": deletion_of(self.model, object_id),
            "typed": texts_of(self.get_form(request)(request.POST), request.POST),
        }
        return TemplateResponse(request, "admin/quiz/deleted.html", context, status=404)

    def _note_presence(
        self, request: HttpRequest, object_id: str | None, response: HttpResponse
    ) -> None:
        """Of who has sent a form it is known where they are now, without a script as well."""
        pk = parse_id(object_id or "")
        row = None if pk is None else self.model._base_manager.filter(pk=pk).first()
        if row is not None and self.has_change_permission(request, row):
            gone = response.headers.get("Location", request.path) != request.path
            (presence.leaves if gone else presence.stays)(request, row)

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """As Django's; with ``?_draft=`` in the address it shows what was typed and not saved."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if draft := drafts.resumed(request):
            form.resumed = drafts.form_data(draft.fields)
        return form

    def save_related(self, request: HttpRequest, form: Any, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, form, *args, **kwargs)
        drafts.drop(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context[SEEN] = form.seen
        row: Any = context.get("original")
        if self.has_change_permission(request, row) if row else self.has_add_permission(request):
            context["typing"] = drafts.drafts_of_page(request, form.seen, bool(form.changed_data))
            context["here_now"] = presence.here_now(request, row) if row else None
        if form.clashes and form.resumed is None:
            return self._clash_response(request, form, context)
        context[BEGAN] = began_with(form)
        context["thing"] = self.thing
        if form.resumed is not None:  # the state of things that it was typed on
            context |= {name: form.resumed.get(name, "") for name in (SEEN, BEGAN)}
        if self.says_needed:
            _say_needed(form)
        # Without an address of its own it goes to that of the page, with the fragment there.
        kwargs["form_url"] = kwargs.get("form_url") or request.get_full_path()
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Row, post_url_continue: str | None = None
    ) -> HttpResponse:
        saved = self._saved(request, obj)
        return saved or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Row) -> HttpResponse:
        return self._saved(request, obj) or super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        messages.success(request, _("Deleted: {row}").format(row=obj_display))
        if not self.has_view_or_change_permission(request):
            return redirect("admin:index")
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(self._as_listed(request, listed))

    def _saved(self, request: HttpRequest, row: Any) -> HttpResponse | None:
        """In place of Django’s sentences; the name of what was saved leads back to it."""
        if IS_POPUP_VAR in request.POST:
            return None
        named = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        page = reverse(f"{named}_change", args=[row.pk])
        if "_continue" in request.POST:
            messages.success(request, _("Saved."))
            return redirect(self._as_listed(request, page))
        link = format_html('<a href="{}">{}</a>', self._as_listed(request, page), row)
        messages.success(request, format_html("{} {}", _("Saved:"), link))
        if "_addanother" in request.POST:
            return redirect(self._as_listed(request, reverse(f"{named}_add")))
        return self.response_post_save_change(request, row)

    def _as_listed(self, request: HttpRequest, address: str) -> str:
        """An address that knows how the list was narrowed."""
        return add_preserved_filters(
            {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}, address
        )

    def _clash_response(
        self, request: HttpRequest, form: SeenForm, context: dict[str, Any]
    ) -> HttpResponse:
        """The page on which both edits are put together, in place of the form."""
        context |= {
            "title": _("Two people changed this {thing}").format(thing=self.thing),
            "subtitle": None,
            "opts": self.opts,
            "stored": self.model._base_manager.get(pk=form.instance.pk),
            "clash": clash_page(form, request.user),
            "pressed": pressed_in(request.POST),
            "nothing_lost": NOTHING_LOST,
        }
        return TemplateResponse(request, "admin/quiz/clash.html", context)


class ReadOnlyAdmin[Row: models.Model](BaseAdmin[Row]):
    """What comes of play: it can be looked at, and by nobody changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


def are_too_many(request: HttpRequest, rows: Sequence[Any]) -> bool:
    """Whether these are more rows than one page can show; if so it is said what to do."""
    if len(rows) <= MOST_AT_ONCE:
        return False
    said = _("That is too many at once: choose at most {n}, or narrow the list.")
    messages.error(request, said.format(n=MOST_AT_ONCE))
    return True


def only_ticked[Row: models.Model](request: HttpRequest, queryset: QuerySet[Row]) -> QuerySet[Row]:
    """The rows that are ticked, for an action that is done without a page between.

    Where all rows of a list are selected, it gets those of other pages too, which nobody has
    seen; it is said that they are left.
    """
    ids = [parse_id(text) for text in request.POST.getlist(ACTION_CHECKBOX_NAME)]
    ticked = [pk for pk in ids if pk is not None]
    if queryset.exclude(pk__in=ticked).exists():
        said = _("This was done only to the rows that were on the page; the list has more.")
        messages.warning(request, said)
    return queryset.filter(pk__in=ticked)


def _say_needed(form: forms.BaseForm) -> None:
    """Say at the fields that cannot stay empty that they are needed, if others can."""
    shown = form.visible_fields()
    needed = [bound for bound in shown if bound.field.required]
    for bound in needed if len(needed) < len(shown) else ():
        bound.label = format_lazy("{} ({})", bound.label, _("needed"))
