"""Addresses of signing in, under /ucet/."""

from django.urls import path

from accounts.views import password, sign_in

app_name = "accounts"
urlpatterns = [
    path("prihlaseni/", sign_in.SignIn.as_view(), name="sign-in"),
    path("odhlaseni/", sign_in.SignOut.as_view(), name="sign-out"),
    path("heslo/", password.PasswordChange.as_view(), name="password-change"),
    path("zapomenute-heslo/", password.PasswordReset.as_view(), name="password-reset"),
    path("zapomenute-heslo/odeslano/", password.PasswordResetSent.as_view(), name="password-reset-sent"),
    path("nove-heslo/<uidb64>/<token>/", password.PasswordResetConfirm.as_view(), name="password-reset-confirm"),
]
