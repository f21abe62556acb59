"""People, their roles and their sign-ins in the administration."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from accounts import devices, notices, workflow
from accounts.adapters.office_account import is_configured
from accounts.enums import Role
from accounts.errors import AlreadyLinked
from accounts.forms.office_account import LinkForm
from accounts.freshly import ask_who_is_there
from accounts.models import User
from accounts.roles import PURPOSE
from accounts.views.person_request import person_request
from kpss_portal import audit

admin.site.unregister(Group)  # roles are code; the office gives them, it does not invent them
for _model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(_model)  # the page of a person shows what of it concerns the office


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


class NewPersonForm(forms.ModelForm):
    """A person without a password: they sign in by a code from a mail."""

    groups = RoleChoiceField(label=_("Roles"), queryset=Group.objects.none(), required=False)

    class Meta:
        model = User
        fields = ["full_name", "email", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = Group.objects.filter(name__in=Role.values)  # type: ignore[attr-defined]  # the stubs do not know it

    def save(self, commit: bool = True) -> Any:
        """Nobody can guess a password that is not there."""
        self.instance.set_unusable_password()
        return super().save(commit)


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
    add_form = NewPersonForm
    change_form_template = "admin/accounts/person_form.html"
    change_list_template = "admin/accounts/person_list.html"
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
    add_fieldsets = [(None, {"fields": ["full_name", "email", "groups"]})]

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """Who only reads sees nothing of the password."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(None, {"fields": ["full_name", "email"]}), *fieldsets[1:]]

    def get_queryset(self, request: Any) -> Any:
        """Roles are shown in the list."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[Any]:
        """The sign-in of a person."""
        view = self.admin_site.admin_view
        return [
            path("prihlaseni/", view(sign_ins), name="accounts_user_sign_ins"),
            path("<int:pk>/prihlasovani/", view(sign_in_of_person), name="accounts_user_sign_in"),
            path("udaje-osoby/", view(person_request), name="kpss_portal_person"),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A role, a new person, switching off: whoever saves it shows who they are."""
        if request.method == "POST" and self.has_change_permission(request):
            ask_who_is_there(request)
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """As saving."""
        if request.method == "POST" and self.has_change_permission(request):
            ask_who_is_there(request)
        return super().delete_view(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A new password of somebody else is a new way in."""
        if request.method == "POST" and self.has_change_permission(request):
            ask_who_is_there(request)
        return super().user_change_password(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new e-mail is a new way in: it asks who is there, ends sign-ins and is told to the old address."""
        old = User.objects.filter(pk=obj.pk).values_list("email", flat=True).first() if change else None
        is_moved = old is not None and old != obj.email
        if is_moved:
            ask_who_is_there(request)
        super().save_model(request, obj, form, change)
        if old is not None and is_moved:
            devices.end_all(obj)
            audit.record(request.user, "change e-mail", obj)
            notices.send_notice(old, "accounts/email_changed")

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        """Names of the roles, as the office calls them."""
        return ", ".join(str(Role(name).label) for name in sorted(person.role_names) if name in Role.values) or "–"


STEPS = {
    "reset_factors": (
        workflow.reset_factors,
        _("The second step is removed. Tell the person to sign in and set a new one."),
    ),
    "end_sign_ins": (workflow.end_sign_ins, _("The person is signed out everywhere.")),
    "unlink": (workflow.unlink_office_account, _("The account of the office does not open the portal any more.")),
}


def sign_in_of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """How somebody signs in and where; an administrator helps with a lost phone and ends sign-ins."""
    person = get_object_or_404(User, pk=pk)
    if not request.user.has_perm("accounts.secure_user", person):
        raise PermissionDenied
    ask_who_is_there(request)
    form = LinkForm(request.POST if request.POST.get("step") == "link" else None)
    if request.method == "POST" and _took_step(request, person, form):
        return HttpResponseRedirect(reverse("admin:accounts_user_sign_in", args=[pk]))
    return render(request, "admin/accounts/sign_in.html", _facts_of(request, person, form))


def _took_step(request: HttpRequest, person: User, form: LinkForm) -> bool:
    name = request.POST.get("step", "")
    if name == "link":
        return _linked(request, person, form)
    if name not in STEPS:
        return False
    step, words = STEPS[name]
    step(person, by=_who(request))
    messages.success(request, words)
    return True


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)  # the administration is open to those signed in only


def _linked(request: HttpRequest, person: User, form: LinkForm) -> bool:
    if not form.is_valid():
        return False
    try:
        workflow.link_office_account(person, *form.cleaned_data["identifier"], by=_who(request))
    except AlreadyLinked:
        form.add_error("identifier", gettext("Somebody else is linked with this account of the office."))
        return False
    messages.success(request, gettext("The account of the office is linked."))
    return True


def _facts_of(request: HttpRequest, person: User, form: LinkForm) -> dict[str, Any]:
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return admin.site.each_context(request) | {
        "title": gettext("Signing in: %(person)s") % {"person": person},
        "person": person,
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "devices": devices.devices_of(person),
        "has_office": is_configured(),
        "linked": SocialAccount.objects.filter(user=person).first(),
        "form": form,
    }


def sign_ins(request: HttpRequest) -> HttpResponse:
    """Who is signed in now and where; the coordinator ends sign-ins. Three queries however many there are."""
    by = _who(request)
    if not by.has_perm("accounts.view_user"):
        raise PermissionDenied
    if request.method == "POST":
        person = get_object_or_404(
            User, pk=request.POST.get("person") if request.POST.get("person", "").isdecimal() else 0
        )
        if not by.has_perm("accounts.end_sign_ins", person):
            raise PermissionDenied
        ask_who_is_there(request)
        workflow.end_sign_ins(person, by=by)
        messages.success(request, gettext("The person is signed out everywhere."))
        return HttpResponseRedirect(reverse("admin:accounts_user_sign_ins"))
    people = [
        {"person": person, "devices": found, "may_end": by.has_perm("accounts.end_sign_ins", person)}
        for person, found in devices.people_signed_in()
    ]
    context = admin.site.each_context(request) | {"title": gettext("Who is signed in"), "people": people}
    return render(request, "admin/accounts/sign_ins.html", context)
