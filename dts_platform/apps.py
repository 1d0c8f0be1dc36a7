from django.apps import AppConfig


class DtsPlatformConfig(AppConfig):
    name = "dts_platform"
    verbose_name = "Comptes et régions"
    default_auto_field = "django.db.models.BigAutoField"
