"""Who to call in a region: resource groups and their people."""

from django.db import models

from dts_platform.content.provenance import WebAddressField
from dts_platform.content.territoires import REGION_CHOICES, REGIONS, Region
from dts_platform.editorial.states import PastDay
from dts_platform.text.gated import Gated


class GroupeRessource(Gated):
    """The resource group of a region: who to call, for what."""

    region = models.CharField("région", max_length=40, choices=REGION_CHOICES, unique=True)
    nom = models.CharField("nom", max_length=160)
    presentation = models.TextField(
        "présentation", blank=True, help_text="Ce que le groupe propose, en quelques phrases."
    )
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)
    site = WebAddressField("site", blank=True)
    visible = models.BooleanField("visible sur le site", default=False)
    verifie_le = PastDay("vérifié le", null=True, blank=True)

    class Meta:
        verbose_name = "groupe ressource"
        verbose_name_plural = "groupes ressources"
        ordering = ["region"]
        constraints = [
            models.CheckConstraint(
                name="dts_platform_groupe_joignable",
                condition=models.Q(visible=False) | ~models.Q(courriel="") | ~models.Q(telephone=""),
                violation_error_message="Un groupe visible donne un moyen de le joindre : courriel ou téléphone.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def territoire_region(self) -> Region:
        return REGIONS[self.region]


class Referent(Gated):
    """A person of a resource group, with the contact they agreed to make public."""

    groupe = models.ForeignKey(GroupeRessource, models.CASCADE, related_name="referents", verbose_name="groupe")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=160, blank=True)
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)

    class Meta:
        verbose_name = "référent"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom
