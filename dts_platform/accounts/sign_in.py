"""How an account signs in: a demonstration account is refused on a production site."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class RightsWithARole(ModelBackend):
    """Django’s own sign-in; rights granted to an account without role are worth nothing."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return super().get_all_permissions(user_obj, obj) if getattr(user_obj, "role", "") else set()


class RefuseDemonstrationInProduction(RightsWithARole):
    """Django's own sign-in, closed to demonstration accounts on a production site."""

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and not (settings.PRODUCTION and user.demonstration)
