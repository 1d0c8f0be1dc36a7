from django.apps import AppConfig


class ExperiencesConfig(AppConfig):
    name = "experiences"
    verbose_name = "Expériences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dts_platform.search.searchable import register
        from experiences.recherche import SEARCHABLES

        register(SEARCHABLES)
