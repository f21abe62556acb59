"""People and their roles in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts.enums import Role
from accounts.models import User
from accounts.roles import PURPOSE

admin.site.unregister(Group)  # roles are code; the office gives them, it does not invent them


class RoleChoiceField(forms.ModelMultipleChoiceField):
    """Roles as ticks, each with its purpose in words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Name of the role and what it is for."""
        role = Role(obj.name)
        return f"{role.label}: {PURPOSE[role]}"


class PasswordStateWidget(ReadOnlyPasswordHashWidget):
    """Whether there is a password and where a new one is set; how it is kept is of no use to the office."""

    template_name = "accounts/password_state.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds whether the person can sign in by a password."""
        return super().get_context(name, value, attrs) | {"is_set": is_password_usable(value)}


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody; signing in otherwise is not offered, so that there is nothing to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


class PersonForm(UserChangeForm):
    """A person's name, e-mail and roles."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordStateWidget)
    groups = RoleChoiceField(label=_("Roles"), queryset=Group.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = Group.objects.filter(name__in=Role.values)  # type: ignore[attr-defined]  # the stubs do not know it


class RoleFilter(admin.SimpleListFilter):
    """People of a role, by its name."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        """All roles."""
        return list(Role.choices)

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Who holds it."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class PersonAdmin(ObjectPermissionsModelAdmin, UserAdmin):
    """Who signs in, in which role, and since when."""

    form = PersonForm
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    list_display = ["full_name", "email", "roles", "is_active", "last_login"]
    list_filter = [RoleFilter, "is_active"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name"]
    filter_horizontal = ()
    readonly_fields = ["last_login", "joined_at"]
    fieldsets = [
        (None, {"fields": ["full_name", "email", "password"]}),
        (_("Roles"), {"fields": ["groups", "is_active"]}),
        (_("History"), {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [(None, {"fields": ["full_name", "email", "password1", "password2"]})]

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Who only reads sees nothing of the password."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(None, {"fields": ["full_name", "email"]}), *fieldsets[1:]]

    def get_queryset(self, request: Any) -> Any:
        """Roles are shown in the list."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        """Names of the roles, as the office calls them."""
        return ", ".join(str(Role(name).label) for name in sorted(person.role_names) if name in Role.values) or "–"
