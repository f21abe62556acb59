"""Signing in by a code or a password: our words and mails, our limits, and where a person goes."""

import logging
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import notices
from accounts.refusals import refused
from accounts.words import ERRORS, MESSAGES, NOTICES
from kpss_portal.spam_guard import mark_of_sender

logger = logging.getLogger(__name__)


def home_of(person: Any) -> str:
    """Where a person begins: the workshop, the desk of a member, or the plans."""
    if person.is_staff:
        return reverse("admin:index")
    try:
        return reverse("working_groups:desk")
    except NoReverseMatch:  # this portal has no desk
        return reverse("plans:plans")


class AccountAdapter(DefaultAccountAdapter):
    """What differs from the library's own ways."""

    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the office."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Of somebody who was going nowhere in particular."""
        return home_of(request.user)

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this portal, written without a host: nobody is led elsewhere by a link to the sign-in page."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """A mark of the sender good for today; where only the proxy's address is known, nobody shares a limit."""
        return mark_of_sender(request, "sign-in") or uuid.uuid4().hex

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The portal's own address, whatever host the request came to."""
        identifier, _line, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": identifier, "key": token})
        return settings.BASE_URL + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails that the library asks for by the names of its templates; an unknown name is a fault of ours."""
        if template_prefix == "account/email/login_code":
            notices.send_code(email, context["code"])
        elif template_prefix == "account/email/password_reset_key":
            notices.send_password_link(email, context["password_reset_url"])
        else:
            raise LookupError(template_prefix)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What changed, without an address of a machine or the name of a browser."""
        if template_prefix in NOTICES:
            notices.send_notice(email or user.email, template_prefix)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our words; most of the library's messages only repeat what the page says."""
        if message_template in MESSAGES:
            level, message = MESSAGES[message_template][0], str(MESSAGES[message_template][1])
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Somebody switched off learns no more than a stranger."""
        return refused(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The log holds that it happened, not to whom."""
        logger.info("a wrong password")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in has shown who they are."""
        return not signed_in_freshly(context.request) and super().is_reauthentication_required(app=app, **kwargs)


def signed_in_freshly(request: HttpRequest) -> bool:
    """Whether the person showed who they are within the last ten minutes in this session."""
    records = get_authentication_records(request, request.user)
    now = timezone.now().timestamp()
    return any(now - record["at"] < settings.FRESH_SIGN_IN_SECONDS for record in records)


def has_second_step(request: HttpRequest) -> bool:
    """Whether this session was begun, or confirmed later, by a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
