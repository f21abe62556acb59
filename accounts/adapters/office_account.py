"""Signing in by an account of the office (OpenID Connect), e.g. of Entra ID.

A person is known by who issued the account and by the subject, never by an e-mail, which the office may give to somebody
else later. Whoever is not linked is refused and told an identifier for the administrator.
"""

import hashlib
import logging
from typing import Any, cast

import jwt
import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.models import User
from accounts.refusals import refused
from kpss_portal import audit

logger = logging.getLogger(__name__)
PROVIDER = "urad"  # in addresses and in linked accounts
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")  # never a shared secret
LEEWAY_SECONDS = 30  # clocks of two machines
LONGEST_IDENTIFIER = 191  # what the library's table holds
SECOND_STEP = frozenset({"mfa", "otp", "hwk", "swk", "fido", "sc", "pop"})  # values of amr: RFC 8176


def is_configured() -> bool:
    """Whether the sign-in page offers it."""
    return bool(settings.OIDC["issuer"])


def identifier_of(issuer: str, subject: str) -> str:
    """What an account of the office is known by; a digest where both are too long to be kept."""
    words = f"{issuer}#{subject}"
    return words if len(words) <= LONGEST_IDENTIFIER else hashlib.sha256(words.encode()).hexdigest()


class OfficeConnection(OpenIDConnectOAuth2Adapter):
    """Talks to the issuer and believes it only what it has signed."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself; it must be the one we asked."""
        config = cast(dict[str, Any], super().openid_config)
        if str(config.get("issuer", "")).rstrip("/") != settings.OIDC["issuer"]:
            raise OAuth2Error("another issuer answers")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Only the signed statement counts."""
        statement = kwargs["response"].get("id_token")
        if not statement:
            raise OAuth2Error("no signed statement")
        claims = self._decode_id_token(app, statement)
        request.office_claims = claims  # type: ignore[attr-defined]  # read in pre_social_login, kept nowhere
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Checks the signature, issuer, audience and time; OAuth2Error for whatever is not right or not understood."""
        config = self.openid_config
        try:
            claims = jwt.decode(
                id_token,
                key=self._key_of(id_token, config["jwks_uri"]),
                algorithms=ALGORITHMS,
                issuer=config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as fault:
            raise OAuth2Error("a statement that cannot be believed") from fault
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise OAuth2Error("no subject")
        return claims

    def _key_of(self, id_token: str, address: str) -> jwt.PyJWK:
        """The issuer's key that the statement names; one that it does not name only where there is no other."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == name] if name else keys
        if len(fitting) != 1:
            raise OAuth2Error("no key of the statement")
        return fitting[0]


class OfficeProvider(OpenIDConnectProvider):
    """Asks with a nonce, by the portal's own words only, and keeps nothing but the identifier."""

    oauth2_adapter_class = OfficeConnection

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and subject."""
        claims = data["id_token"]
        return identifier_of(claims["iss"], claims["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing else is needed."""
        return {}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What stands in the address of our page does not get to the issuer."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """As above."""
        return list(self.get_scope())

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """To the issuer; the nonce ties its answer to this session."""
        nonce = get_random_string(32)
        params = {**(kwargs.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        try:
            return cast(
                HttpResponse,
                super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs),
            )
        except requests.RequestException as fault:
            logger.warning("the office's sign-in does not answer (%s)", type(fault).__name__)
            return failed(request)


def failed(request: HttpRequest, was_cancelled: bool = False) -> HttpResponse:
    """The page for an answer that cannot be believed or did not come; 401 as the library does."""
    return render(request, "accounts/office_failed.html", {"was_cancelled": was_cancelled}, status=401)


class OfficeAccountAdapter(DefaultSocialAccountAdapter):
    """Who may come from the office's sign-in."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """From the settings of the portal; SocialApp.DoesNotExist where there is none."""
        if not is_configured() or provider not in {PROVIDER, OfficeProvider.id}:
            raise SocialApp.DoesNotExist
        return SocialApp(
            provider=OfficeProvider.id,
            provider_id=PROVIDER,
            name=settings.OIDC["name"],
            client_id=settings.OIDC["client_id"],
            secret=settings.OIDC["secret"],
            settings={"server_url": settings.OIDC["issuer"], "oauth_pkce_enabled": True},
        )

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> OfficeProvider:
        """Ours in the place of the library's."""
        return OfficeProvider(request, app=self.get_app(request, provider, client_id))

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """At most one."""
        return [self.get_provider(request, PROVIDER)] if is_configured() else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by the office."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Our page; the log holds the kind of fault."""
        fault = facts.get("exception")
        logger.warning("signing in by the office's account failed (%s)", type(fault).__name__ if fault else "answer")
        raise ImmediateHttpResponse(failed(request, was_cancelled=facts.get("error") == AuthError.CANCELLED))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The answer belongs to this session, and the person is linked or can be."""
        claims = request.office_claims  # type: ignore[attr-defined]  # set by OfficeConnection
        state = sociallogin.state
        if not constant_time_compare(str(claims.get("nonce", "")), str(state.get("nonce") or get_random_string(8))):
            raise ImmediateHttpResponse(failed(request))
        if state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(failed(request))
        if not sociallogin.is_existing:
            self._link(request, sociallogin, claims)
        if SECOND_STEP & set(_listed(claims.get("amr"))):
            record_authentication(request, sociallogin.user, "mfa", type=PROVIDER)

    def _link(self, request: HttpRequest, sociallogin: Any, claims: dict[str, Any]) -> None:
        person = person_of(claims)
        if person is None:
            raise ImmediateHttpResponse(refused(request, identifier=sociallogin.account.uid))
        sociallogin.connect(request, person)
        audit.record(person, "link account of the office", person)


def person_of(claims: dict[str, Any]) -> User | None:
    """An active person with the verified e-mail of the statement, where the office has allowed it and the person has no link."""
    is_verified = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    email = claims.get("email")
    if not settings.OIDC["link_by_email"] or not is_verified or not isinstance(email, str):
        return None
    linked = SocialAccount.objects.filter(provider=PROVIDER).values("user")
    return User.objects.filter(email=email.strip().lower(), is_active=True).exclude(pk__in=linked).first()


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
