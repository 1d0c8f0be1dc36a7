"""The app of the regions: what it lends to the index."""

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "territoires"
    verbose_name = "Territoires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dts_platform.editorial.kinds import Kind, declare
        from dts_platform.models import GroupeRessource
        from territoires.searchables import SearchableGroupe

        declare([Kind(GroupeRessource, SearchableGroupe(), named_by=("region",))])
