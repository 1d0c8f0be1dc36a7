"""The app of the regions: what it lends to the index."""

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "territoires"
    verbose_name = "Territoires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from dts_platform.editorial.kinds import Kind, PublicData, SearchGroup, declare
        from dts_platform.models import GroupeRessource
        from territoires.records import FIELDS
        from territoires.searchables import SearchableGroupe

        declare(
            [
                Kind(
                    GroupeRessource,
                    SearchableGroupe(),
                    public_data=PublicData("groupes", "Les groupes ressources", FIELDS),
                    group=SearchGroup(7, "groupes", "Groupes ressources"),
                    named_by=("region",),
                )
            ]
        )
