"""The same pages by the names under which django-allauth looks for them; without a namespace, as it wants."""

from django.urls import path, re_path

from accounts.views import account, office_account, password, second_factor, sign_in

urlpatterns = [
    path("prihlaseni/", sign_in.CodeRequest.as_view(), name="account_login"),
    path("prihlaseni/", sign_in.CodeRequest.as_view(), name="account_request_login_code"),
    path("prihlaseni/kod/", sign_in.CodeConfirm.as_view(), name="account_confirm_login_code"),
    path("prihlaseni/druhy-krok/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("prihlaseni/klicem/", sign_in.KeySignIn.as_view(), name="mfa_login_webauthn"),
    path("prihlaseni/<slug:provider_id>/", office_account.office_sign_in, name="openid_connect_login"),
    path("prihlaseni/<slug:provider_id>/navrat/", office_account.office_return, name="openid_connect_callback"),
    path("odhlaseni/", sign_in.SignOut.as_view(), name="account_logout"),
    path("heslo/", password.PasswordChange.as_view(), name="account_change_password"),
    path("heslo/prvni/", password.PasswordSet.as_view(), name="account_set_password"),
    path("zapomenute-heslo/", password.PasswordReset.as_view(), name="account_reset_password"),
    path("zapomenute-heslo/odeslano/", password.PasswordResetSent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^nove-heslo/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        password.PasswordResetConfirm.as_view(),
        name="account_reset_password_from_key",
    ),
    path("overeni/", second_factor.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("overeni/kodem/", second_factor.SecondStepAgain.as_view(), name="mfa_reauthenticate"),
    path("overeni/klicem/", second_factor.KeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("", account.account, name="mfa_index"),
    path("", account.account, name="usersessions_list"),
    path("dva-kroky/aplikace/", second_factor.AppAdd.as_view(), name="mfa_activate_totp"),
    path("dva-kroky/aplikace/vypnout/", second_factor.AppRemove.as_view(), name="mfa_deactivate_totp"),
    path("dva-kroky/klic/", second_factor.KeyAdd.as_view(), name="mfa_add_webauthn"),
    path("dva-kroky/klic/<int:pk>/odebrat/", second_factor.KeyRemove.as_view(), name="mfa_remove_webauthn"),
    path("dva-kroky/zalozni-kody/", second_factor.SpareCodes.as_view(), name="mfa_view_recovery_codes"),
    path("dva-kroky/zalozni-kody/nove/", second_factor.SpareCodesMake.as_view(), name="mfa_generate_recovery_codes"),
]
