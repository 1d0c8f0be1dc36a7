"""The app of what readers write: what each role may do with it."""

from django.apps import AppConfig

from dts_platform.accounts.roles import LOOK, NATIONAL, REFERENTS


class ContactConfig(AppConfig):
    name = "contact"
    verbose_name = "Ce qu’écrivent les lecteurs"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {
        REFERENTS: {"message": LOOK, "notice": LOOK},
        NATIONAL: dict.fromkeys(("message", "notice"), ("delete", "view")),
    }
