from django.apps import AppConfig


class FichesConfig(AppConfig):
    name = "fiches"
    verbose_name = "Fiches pratiques"
    default_auto_field = "django.db.models.BigAutoField"
