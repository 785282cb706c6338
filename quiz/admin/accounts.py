"""Who may work at the desk, and as what."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz.admin import second_factor
from quiz.admin.base import BaseAdmin, only_ticked
from quiz.admin.columns import named
from quiz.admin.deletion import Obstacle
from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.own_password import own_password_field, try_own_password
from quiz.admin.roles import ROLES

# The pages of django-otp would show the secrets of all editors; each has a page of her own.
# Roles are made by ``migrate`` and given in the account, so groups need no page.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])

PUBLISHER = "publisher"
ROLE_CHOICES = [
    ("author", _("Author: writes and edits drafts, and submits them for review")),
    ("editor", _("Editor: also reviews, publishes, retires, corrects and renews checks")),
    (PUBLISHER, _("Publisher: also makes accounts, and may do everything")),
]


NOT_YOU = _(
    "The one that you logged in with: at a desk that stands open somebody else could press the "
    "button."
)


class AccountForm(SeenForm):
    """The role as one plain choice, kept as Django keeps it: in groups and flags."""

    role = forms.ChoiceField(
        label=_("Role"), choices=ROLE_CHOICES, widget=forms.RadioSelect, initial="author"
    )
    own_password = own_password_field(NOT_YOU, required=False)
    request: ClassVar[HttpRequest]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance
        if user.pk and user.is_superuser:
            self.initial["role"] = PUBLISHER
        elif user.pk:
            names = set(user.groups.values_list("name", flat=True))
            self.initial["role"] = next((name for name in reversed(ROLES) if name in names), "")

    @property
    def changed_data(self) -> list[str]:
        """What changes of the account: the password that is tried is another’s."""
        return [name for name in super().changed_data if name != "own_password"]

    @property
    def gives(self) -> bool:
        """Whether somebody may more by it than before, or something else."""
        changed = self.changed_data
        lets_in = "is_active" in changed and self.cleaned_data.get("is_active")
        return not self.instance.pk or "role" in changed or bool(lets_in)

    def clean_own_password(self) -> str:
        typed: str = self.cleaned_data["own_password"]
        if self.gives and not typed:
            raise ValidationError(
                _(
                    "Write your own password: another role asks for it, and so does letting it log "
                    "in again."
                )
            )
        if self.gives:
            try_own_password(self.request, typed)
        return ""

    def give_role(self, user: User) -> None:
        role = self.cleaned_data["role"]
        user.is_staff, user.is_superuser = True, role == PUBLISHER
        user.save(update_fields=["is_staff", "is_superuser"])
        user.groups.remove(*Group.objects.filter(name__in=ROLES))
        if role != PUBLISHER:
            user.groups.add(Group.objects.get(name=role))


class NewAccountForm(AccountForm, UserCreationForm):
    own_password = own_password_field(NOT_YOU)


class ChangeAccountForm(AccountForm, UserChangeForm):
    password = None  # type: ignore[assignment]  # a link leads to the page on which it gets another


class OtherPasswordForm(AdminPasswordChangeForm):
    """Without the choice of having none: the desk knows no other way in."""

    own_password = own_password_field(NOT_YOU)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True

    def clean_own_password(self) -> str:
        try_own_password(self.request, self.cleaned_data["own_password"])
        return ""


@admin.register(User)
class EditorAdmin(BaseAdmin[User], UserAdmin):
    form = ChangeAccountForm
    add_form = NewAccountForm
    readonly_fields = ("other_password",)
    list_display = ("username", "role", "usable", "has_factor")
    actions = ("take_factor_away",)
    list_filter = ("is_active", "groups")
    fieldsets = (
        (None, {"fields": ("username", "other_password", "role")}),
        (
            _("Whether the account can be used"),
            {
                "fields": ("is_active",),
                "description": _(
                    "Take the tick away rather than deleting the account: the history keeps who "
                    "did what."
                ),
            },
        ),
        (_("For another role, or to let it log in again"), {"fields": ("own_password",)}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "password1", "password2", "role", "own_password"),
             "classes": ("wide",)},
        ),
    )  # fmt: skip

    @property
    def thing(self) -> Any:
        return _("account")

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.request = request
        return form

    @method_decorator(sensitive_post_parameters())
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """In place of Django’s, whose form does not know who asks."""
        user = self.get_object(request, unquote(id))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None:
            raise Http404
        form = OtherPasswordForm(request, user, request.POST if request.method == "POST" else None)
        if form.is_valid():
            form.save()
            self.log_change(request, user, _("Gave it another password."))
            update_session_auth_hash(request, user)
            said = _("The account “{name}” has another password.")
            messages.success(request, said.format(name=user))
            return redirect("admin:auth_user_change", user.pk)
        page = {"title": _("Another password"), "original": user, "form": form, "opts": self.opts}
        context = {**self.admin_site.each_context(request), **page}
        return render(request, "admin/auth/user/change_password.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With a title that calls it what the band does; it is Django’s user otherwise."""
        there = context.get("original")
        context["title"] = _("Change account") if there else _("Add account")
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_active":
            field.label, field.help_text = _("Who has it can log in"), ""
        if db_field.name == "username":
            field.help_text = _("Letters, digits and @ . + - _, 150 at most.")
        return field

    @admin.display(description=_("password"))
    def other_password(self, user: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Give it another password"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factor = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        found = super().get_queryset(request).annotate(with_factor=Exists(factor))
        return found.prefetch_related("groups")

    def in_the_way(self, request: HttpRequest, rows: Sequence[User]) -> Mapping[Any, Obstacle]:
        """One's own, and the last that may do everything: nobody could make another."""
        publishers = User._base_manager.filter(is_superuser=True, is_active=True)
        left = publishers.exclude(pk__in=[row.pk for row in rows]).exists()
        kept: dict[Any, Obstacle] = {}
        for row in rows:
            if row.pk == request.user.pk:
                kept[row.pk] = Obstacle(
                    _("You are logged in with it. Let somebody else delete it.")
                )
            elif row.is_superuser and not left:
                kept[row.pk] = Obstacle(_("Without it nobody could make accounts any more."))
        return kept

    @admin.display(description=_("role"))
    def role(self, user: User) -> str:
        if user.is_superuser:
            return PUBLISHER
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def save_related(self, request: HttpRequest, form: Any, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, form, *args, **kwargs)
        if "role" in form.cleaned_data:
            form.give_role(form.instance)

    @admin.display(description=_("can log in"), ordering="is_active")
    def usable(self, user: User) -> str:
        return named(_("can log in"), _("yes") if user.is_active else _("no"))

    @admin.display(description=_("second factor"))
    def has_factor(self, user: Any) -> str:
        return named(_("second factor"), _("yes") if user.with_factor else _("no"))

    @admin.action(description=_("Take the second factor away"), permissions=["change"])
    def take_factor_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For who has lost phone and recovery codes: the password alone opens the desk then."""
        done = 0
        for user in only_ticked(request, queryset):
            if user == request.user:
                messages.warning(request, _("Yours is taken away on its own page, by a code."))
            elif second_factor.remove(user):
                self.log_change(request, user, _("Took the second factor away."))
                done += 1
        said = ngettext(
            "%(n)s second factor is taken away.", "%(n)s second factors are taken away.", done
        )
        messages.success(request, said % {"n": done})
