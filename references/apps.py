"""The app of what texts rest on: what each role may do with its tables, what it lends to the index."""

from django.apps import AppConfig

from dts_platform.accounts.roles import ALL, EVERY_TABLE, KEEP, LOOK, NATIONAL, REFERENTS, TAKE_PART


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = "Règles et références"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {REFERENTS: {"regle": TAKE_PART, "perimetre": LOOK, "document": KEEP}, NATIONAL: {EVERY_TABLE: ALL}}

    def ready(self):
        from dts_platform.editorial.kinds import declare
        from references.kinds import KINDS

        declare(KINDS)
