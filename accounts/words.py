"""What signing in says in messages and mails; django-allauth asks for them by the names of its own templates."""

from django.contrib import messages
from django.utils.translation import gettext_lazy as _

MESSAGES = {  # what has no line here is not said
    "account/messages/password_changed.txt": (
        messages.SUCCESS,
        _("Your password is set. You have been signed out everywhere else."),
    ),
    "account/messages/password_set.txt": (
        messages.SUCCESS,
        _("Your password is set. You have been signed out everywhere else."),
    ),
    "mfa/messages/totp_activated.txt": (messages.SUCCESS, _("The app with codes works for signing in.")),
    "mfa/messages/totp_deactivated.txt": (messages.SUCCESS, _("The app with codes is switched off.")),
    "mfa/messages/webauthn_added.txt": (messages.SUCCESS, _("The key is stored.")),
    "mfa/messages/webauthn_removed.txt": (messages.SUCCESS, _("The key is removed.")),
    "usersessions/messages/sessions_logged_out.txt": (
        messages.SUCCESS,
        _("You have been signed out on all other devices."),
    ),
}
NOTICES = {  # a change that the person should hear of even if somebody else made it
    "account/email/password_changed": _("The password of your account was changed."),
    "account/email/password_set": _("Your account has got a password."),
    "account/email/password_reset": _("The password of your account was set anew by a link from a mail."),
    "mfa/email/totp_activated": _("An app with codes was added to your account."),
    "mfa/email/totp_deactivated": _("The app with codes was removed from your account."),
    "mfa/email/webauthn_added": _("A key for signing in was added to your account."),
    "mfa/email/webauthn_removed": _("A key for signing in was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New spare codes were made for your account, the older ones do not work."),
    "accounts/factors_reset": _("The administrator of the portal has removed the second step from your account."),
    "accounts/sign_ins_ended": _("The administrator of the portal has signed you out on all devices."),
    "accounts/email_changed": _("The administrator of the portal has changed the e-mail of your account."),
}
ERRORS = {
    "email_password_mismatch": _("The e-mail or the password is not right. Capitals in the password matter."),
    "incorrect_code": _("The code is not right. Look at it once more."),
    "incorrect_password": _("The password is not right."),
    "enter_current_password": _("The present password is not right."),
    "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour and try again."),
    "rate_limited": _("Too many attempts. Wait a quarter of an hour and try again."),
    "invalid_password_reset": _("The link is old or was used already. Ask for a new one."),
}
CODE_LOST = _("That was wrong three times. Let us send you a new code.")
CODE_OLD = _("The code is not valid any more. Let us send you a new one.")
