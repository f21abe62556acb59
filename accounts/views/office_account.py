"""To the office's sign-in and back."""

from allauth.account.internal.decorators import login_not_required
from allauth.core import ratelimit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.adapters.office_account import OfficeConnection


@login_not_required
@never_cache
@require_POST
def office_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """By the button of the sign-in page only: nobody is signed in by a link from elsewhere."""
    return ratelimit.consume_or_429(request, action="login") or _taken(request, provider_id, OAuth2LoginView)


@login_not_required
@never_cache
@require_GET
def office_return(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of the issuer; it counts only in the session that has asked."""
    return _taken(request, provider_id, OAuth2CallbackView)


def _taken(request: HttpRequest, provider_id: str, view: type[OAuth2LoginView | OAuth2CallbackView]) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(OfficeConnection(request, provider_id))(request)
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing
    return answer
