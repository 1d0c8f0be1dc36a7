from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = "Cadre de la démarche"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dts_platform.search.searchable import register
        from missions.recherche import SEARCHABLES

        register(SEARCHABLES)
