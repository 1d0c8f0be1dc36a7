"""The app of the experiences: what each role may do with its tables, what it lends to the index."""

from django.apps import AppConfig

from dts_platform.accounts.roles import ALL, EVERY_TABLE, KEEP, NATIONAL, REFERENTS


class ExperiencesConfig(AppConfig):
    name = "experiences"
    verbose_name = "Expériences"
    default_auto_field = "django.db.models.BigAutoField"
    rights = {
        REFERENTS: {
            "experience": KEEP,
            "source": ALL,
            "chiffrecle": ALL,
            "illustrationmission": ALL,
            "illustrationprincipe": ALL,
            "illustrationstrategie": ALL,
        },
        NATIONAL: {EVERY_TABLE: ALL},
    }

    def ready(self):
        from dts_platform.content.whole import add_conversion
        from dts_platform.editorial.kinds import declare
        from experiences.kinds import KINDS
        from experiences.models import ChiffreCle, Source
        from references.former import document_named
        from references.units import unit_of_the_list

        declare(KINDS)
        add_conversion(ChiffreCle, unit_of_the_list)
        add_conversion(Source, document_named)
