"""What somebody was sending when their sign-in ended: kept for them, and shown after they sign in again."""

from typing import Any

from django.http import HttpRequest

KEY = "accounts.typed"
LARGEST = 200_000  # characters; a longer form is not kept
NEVER_KEPT = ("csrfmiddlewaretoken",)
SECRET = ("password", "heslo", "code", "kod")  # parts of names of fields


def kept_of(request: HttpRequest) -> dict[str, Any] | None:
    """The form that is being sent, without files and passwords; None where there is nothing to keep."""
    if request.method != "POST":
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and not any(part in name.lower() for part in SECRET)
        for value in values
    ]
    if not fields or sum(len(str(name)) + len(str(value)) for name, value in fields) > LARGEST:
        return None
    return {
        "person": str(request.user.pk),
        "path": request.get_full_path(),
        "fields": fields,
        "has_files": bool(request.FILES),
    }


def typed_by(request: HttpRequest) -> dict[str, Any] | None:
    """What the person who is signed in now had sent; what somebody else had is thrown away."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is not None and kept["person"] != str(request.user.pk):
        del request.session[KEY]
        return None
    return kept


def forget_sent(request: HttpRequest) -> None:
    """The form comes for the second time: it need not be kept any more."""
    if request.method == "POST" and KEY in request.session and request.session[KEY]["path"] == request.get_full_path():
        del request.session[KEY]
