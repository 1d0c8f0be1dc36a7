"""The app of the framework: what each role may do with its tables, what it lends to the index."""

from django.apps import AppConfig

from dts_platform.accounts.roles import ALL, EVERY_TABLE, NATIONAL, REFERENTS, TAKE_PART


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = "Cadre de la démarche"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {
        REFERENTS: {"repere": TAKE_PART, "pointderepere": ALL, "sourcederepere": ALL, "chiffrederepere": ALL},
        NATIONAL: {EVERY_TABLE: ALL},
    }

    def ready(self):
        from dts_platform.content.whole import add_conversion
        from dts_platform.editorial.kinds import declare
        from missions.kinds import KINDS
        from missions.models import SourceDeRepere
        from references.former import document_named

        declare(KINDS)
        add_conversion(SourceDeRepere, document_named)
