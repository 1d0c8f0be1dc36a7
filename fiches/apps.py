from django.apps import AppConfig


class FichesConfig(AppConfig):
    name = "fiches"
    verbose_name = "Fiches pratiques"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dts_platform.search.searchable import register
        from fiches.recherche import SEARCHABLES

        register(SEARCHABLES)
