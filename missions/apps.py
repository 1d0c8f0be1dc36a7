from django.apps import AppConfig


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = "Cadre de la démarche"
    default_auto_field = "django.db.models.BigAutoField"
