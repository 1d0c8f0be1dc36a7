"""A forgotten password, by mail: Django's own tokens, and the same answer whether an account has this address or not."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_backends
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.core.exceptions import ValidationError

from dts_platform.accounts.sign_in import forget_errors, plain_name, wait_in_words
from dts_platform.background.outgoing import write
from dts_platform.models.accounts import User
from dts_platform.models.buckets import NOW, Bucket, Pace
from dts_platform.web.client import client_address

BY_MAIL, FROM_ADDRESS = "oubli/courriel", "oubli/adresse"
MAIL_PACE = Pace(at_once=3, every=timedelta(minutes=20))
ADDRESS_PACE = Pace(at_once=20, every=timedelta(minutes=2))


def may_come_in(user) -> bool:
    """Would sign-in accept this account, with its password?"""
    return any(backend.user_can_authenticate(user) for backend in get_backends())


class ForgottenPasswordForm(PasswordResetForm):
    """Asks for a link; writes to the accounts that have this address, and does the same work when there is none."""

    request = None

    def clean(self):
        data = super().clean()
        address = client_address(self.request)
        asked = [(BY_MAIL, plain_name(data.get("email", "")), MAIL_PACE)]
        asked += [(FROM_ADDRESS, address, ADDRESS_PACE)] if address else []
        wait = max((Bucket.objects.take(*bucket) for bucket in asked if data.get("email")), default=NOW)
        if wait > NOW:
            raise ValidationError({"email": f"Trop de demandes. Attendez {wait_in_words(wait)}, puis recommencez."})
        return data

    def get_users(self, email):
        """The accounts to write to; one that does not exist stands for those of an address that nobody has."""
        found = [user for user in super().get_users(email) if may_come_in(user)]
        return found or [User(pk=0, username="-", email="", password="-")]  # noqa: S106

    def save(self, **options):
        """Make the links on the site's own host, whatever the request says."""
        site = urlsplit(settings.SITE_URL)
        return super().save(**options | {"domain_override": site.netloc, "use_https": site.scheme == "https"})

    def send_mail(self, subject_template_name, email_template_name, context, from_email, to_email, *args, **options):
        write("forgotten_password", to_email, context)


class OfTheAdministration:
    """A page of the administration that needs no account."""

    def get_context_data(self, **kwargs):
        return admin.site.each_context(self.request) | super().get_context_data(**kwargs)


class ForgottenPassword(OfTheAdministration, PasswordResetView):
    form_class = ForgottenPasswordForm

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.request = self.request
        return form


class LinkSent(OfTheAdministration, PasswordResetDoneView):
    pass


class NewPassword(OfTheAdministration, PasswordResetConfirmView):
    """Chooses a new password and comes in: the way back for someone whose account others try to open."""

    post_reset_login = True

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and may_come_in(user) else None

    def form_valid(self, form):
        response = super().form_valid(form)
        forget_errors(self.user.get_username(), self.request)
        return response


class PasswordChanged(OfTheAdministration, PasswordResetCompleteView):
    pass
