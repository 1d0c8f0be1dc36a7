"""The addresses that open without an account: a forgotten password. Django's own templates use these names."""

from django.urls import path

from dts_platform.accounts import password

urlpatterns = [
    path("mot-de-passe-oublie/", password.ForgottenPassword.as_view(), name="admin_password_reset"),
    path("mot-de-passe-oublie/envoye/", password.LinkSent.as_view(), name="password_reset_done"),
    path("nouveau-mot-de-passe/<uidb64>/<token>/", password.NewPassword.as_view(), name="password_reset_confirm"),
    path("nouveau-mot-de-passe/", password.PasswordChanged.as_view(), name="password_reset_complete"),
]
