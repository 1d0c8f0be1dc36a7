"""How an account signs in: who may, how often one may be wrong, and that nothing tells one account from another."""

import unicodedata
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from dts_platform.models.buckets import NOW, Bucket, Pace
from dts_platform.web.client import client_address

BY_ACCOUNT, FROM_ADDRESS, KNOWN = "connexion/compte", "connexion/adresse", "connexion/connue"
ACCOUNT_PACE = Pace(at_once=10, every=timedelta(minutes=1))
ADDRESS_PACE = Pace(at_once=60, every=timedelta(seconds=10))  # twelve people of one room, five errors each
KNOWN_FOR = timedelta(days=60)


class RightsWithARole(ModelBackend):
    """Django’s own sign-in; rights granted to an account without role are worth nothing."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return super().get_all_permissions(user_obj, obj) if getattr(user_obj, "role", "") else set()


class RefuseDemonstrationInProduction(RightsWithARole):
    """Django's own sign-in, closed to demonstration accounts on a production site."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and not (settings.PRODUCTION and user.demonstration)


def plain_name(name: str) -> str:
    """A name as it counts: whatever its case and the way its accents are typed, whether it is that of an account or not."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def wait_in_words(wait: timedelta) -> str:
    """How long to wait, in French."""
    minutes = ceil(wait.total_seconds() / 60)
    return "une minute" if minutes <= 1 else f"{minutes}\u00a0minutes"


class Attempt:
    """A try to sign in, counted before the password is read, so that many at once count too.

    Errors are counted by account and by address. An address from which the account came in lately has a bucket of its
    own, so that someone who tries passwords from elsewhere does not keep its holder out.
    """

    def __init__(self, name: str, address: str):
        self.name, self.address = plain_name(name), address
        self.from_here = f"{self.name} {address}"
        is_known = bool(address) and Bucket.objects.remembers(KNOWN, self.from_here)
        self.buckets = [(BY_ACCOUNT, self.from_here if is_known else self.name, ACCOUNT_PACE)]
        if address:
            self.buckets.append((FROM_ADDRESS, address, ADDRESS_PACE))

    def wait(self) -> timedelta:
        """Count this try, in each bucket or in none; how long to wait when one is full."""
        counted = []
        for bucket in self.buckets:
            wait = Bucket.objects.take(*bucket)
            if wait > NOW:
                for other in counted:
                    Bucket.objects.give_back(*other)
                return wait
            counted.append(bucket)
        return NOW

    def succeeded(self) -> None:
        """It was no error: do not count it, and know this address again."""
        for bucket in self.buckets:
            Bucket.objects.give_back(*bucket)
        if self.address:
            Bucket.objects.remember(KNOWN, self.from_here, KNOWN_FOR)


class SignInForm(AdminAuthenticationForm):
    """The sign-in form of the administration: wrong passwords are counted, right ones are not."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "Ce nom et ce mot de passe n’ouvrent aucun compte. Les majuscules comptent.",
    }

    def clean(self):
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return super().clean()
        attempt = Attempt(name, client_address(self.request))
        wait = attempt.wait()
        if wait > NOW:
            raise ValidationError(
                f"Trop d’essais. Attendez {wait_in_words(wait)}, ou demandez un nouveau mot de passe ci-dessous.",
                code="too_many",
            )
        data = super().clean()
        attempt.succeeded()
        return data


def forget_errors(name: str, request: HttpRequest) -> None:
    """Whoever proved by mail to hold an account comes in at once, from here, whatever others tried."""
    attempt = Attempt(name, client_address(request))
    Bucket.objects.forget(BY_ACCOUNT, attempt.name)
    Bucket.objects.forget(BY_ACCOUNT, attempt.from_here)
    if attempt.address:
        Bucket.objects.remember(KNOWN, attempt.from_here, KNOWN_FOR)
