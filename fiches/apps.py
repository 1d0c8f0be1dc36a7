"""The app of the fiches: what each role may do with its tables, what it lends to the index."""

from django.apps import AppConfig

from dts_platform.accounts.roles import ALL, EVERY_TABLE, KEEP, NATIONAL, REFERENTS


class FichesConfig(AppConfig):
    name = "fiches"
    verbose_name = "Fiches pratiques"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {
        REFERENTS: {
            "fiche": KEEP,
            "etape": ALL,
            "outil": ALL,
            "prolongement": ALL,
            "regledefiche": ALL,
            "reference": ALL,
        },
        NATIONAL: {EVERY_TABLE: ALL},
    }

    def ready(self):
        from dts_platform.content.loader import add_guard
        from dts_platform.content.whole import add_conversion
        from dts_platform.editorial.kinds import declare
        from fiches.documents.plaquette import brochure_kept_whole
        from fiches.kinds import KINDS
        from fiches.models import Reference
        from references.former import document_named

        declare(KINDS)
        add_conversion(Reference, document_named)
        add_guard(brochure_kept_whole)
