"""How an account signs in: a demonstration account is refused on a production site."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class RefuseDemonstrationInProduction(ModelBackend):
    """Django's own sign-in, closed to demonstration accounts on a production site."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and not (settings.PRODUCTION and user.demonstration)
