"""Addresses of signing in, under /ucet/, by our own names."""

from django.urls import path

from accounts.views import account, password, second_factor, sign_in, typed

app_name = "accounts"
urlpatterns = [
    path("", account.account, name="account"),
    path("prihlaseni/", sign_in.CodeRequest.as_view(), name="sign-in"),
    path("prihlaseni/heslem/", sign_in.PasswordSignIn.as_view(), name="password-sign-in"),
    path("prihlaseni/znovu/", sign_in.start_again, name="start-again"),
    path("odhlaseni/", sign_in.SignOut.as_view(), name="sign-out"),
    path("heslo/", password.PasswordChange.as_view(), name="password-change"),
    path("zapomenute-heslo/", password.PasswordReset.as_view(), name="password-reset"),
    path("zapomenute-heslo/odeslano/", password.PasswordResetSent.as_view(), name="password-reset-sent"),
    path("dva-kroky/", second_factor.second_factor, name="second-factor"),
    path("dva-kroky/zalozni-kody/soubor/", second_factor.spare_codes_file, name="spare-codes-file"),
    path("rozepsane/", typed.typed, name="typed"),
    path("zarizeni/<int:pk>/odhlasit/", account.end_device, name="end-device"),
    path("zarizeni/odhlasit-ostatni/", account.end_other_devices, name="end-other-devices"),
]
