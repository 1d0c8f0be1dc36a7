"""Who to call: the resource group of each region, the national one, and their people."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.background.personal import CONTACTS, Personal, keeps
from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.content.provenance import WebAddressField
from dts_platform.content.territoires import REGION_CHOICES, REGIONS, Region
from dts_platform.editorial.states import PastDay

NATIONAL = ""  # in place of a region: the group that answers where no other does
SHORTEST_NUMBER = 4  # digits: 3949 is one
NO_CONTACT = "Un groupe visible donne un moyen de le joindre : courriel ou téléphone."
HOURS_HELP = "Quand appeler ou écrire\u202f: «\u202fle mardi, de 9 h à 12 h\u202f»."


def number_of(telephone: str) -> str:
    """A number as a telephone dials it; nothing when no number is written."""
    return "".join(sign for sign in telephone if sign.isdigit() or sign == "+")


class HasTelephone(models.Model):
    """What gives a telephone number: one that a telephone can dial, or none."""

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.telephone and len(number_of(self.telephone)) < SHORTEST_NUMBER:
            raise ValidationError(
                {"telephone": "Un numéro de téléphone s’écrit avec ses chiffres\u202f: 01 23 45 67 89."}
            )


class GroupeQuerySet(models.QuerySet):
    def published(self):
        """Those that every visitor may read of; those of demonstration are nobody’s on a site in production."""
        shown = self.filter(visible=True)
        return shown.filter(demonstration=False) if settings.PRODUCTION else shown

    def with_everything(self):
        """With their people, in one more query."""
        return self.prefetch_related("referents")


PUBLIC_CONTACT = Personal(
    CONTACTS,
    "Les groupes ressources et leurs référents\u202f: le nom, la fonction et les contacts qu’ils acceptent de rendre publics",
    "que les lecteurs sachent qui joindre",
    "Tant que la personne est dans le groupe\u202f; quand elle le quitte, l’historique l’oublie aussi",
    ("nom", "courriel", "telephone"),
)


@keeps(PUBLIC_CONTACT)
class GroupeRessource(HasTelephone, NaturalKey):
    """The resource group of a region, or the national one: who to call, for what."""

    NATURAL_KEY = ("region",)
    APART = ("demonstration",)

    region = models.CharField(
        "région", max_length=40, choices=[(NATIONAL, "Toute la France"), *REGION_CHOICES], unique=True, blank=True
    )
    nom = models.CharField("nom", max_length=160)
    presentation = models.TextField(
        "présentation", blank=True, help_text="Ce que le groupe propose, en quelques phrases."
    )
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)
    horaires = models.CharField("horaires", max_length=120, blank=True, default="", help_text=HOURS_HELP)
    site = WebAddressField("site", blank=True)
    visible = models.BooleanField(
        "visible sur le site",
        default=False,
        help_text="Coché, ce groupe et ses référents se lisent aussitôt sur le site et dans les documents de sa région.",
    )
    verifie_le = PastDay(
        "vérifié le", null=True, blank=True, help_text="Jour où quelqu’un s’est assuré que ce contact répond."
    )

    demonstration = models.BooleanField("de démonstration", default=False, editable=False)

    objects = NaturalManager.from_queryset(GroupeQuerySet)()

    class Meta:
        verbose_name = "groupe ressource"
        verbose_name_plural = "groupes ressources"
        ordering = ["region"]
        constraints = [
            models.CheckConstraint(
                name="dts_platform_groupe_joignable",
                condition=models.Q(visible=False) | ~models.Q(courriel="") | ~models.Q(telephone=""),
                violation_error_message=NO_CONTACT,
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def clean(self):
        """What the constraint refuses is refused before, of a content file too, in its words."""
        super().clean()
        if self.visible and not (self.courriel or self.telephone):
            raise ValidationError({"courriel": NO_CONTACT})

    @property
    def territoire_region(self) -> Region | None:
        """Its region; None for the national group."""
        return REGIONS.get(self.region)


@keeps(PUBLIC_CONTACT)
class Referent(HasTelephone, NaturalKey):
    """A person of a resource group, with the contact they agreed to make public."""

    NATURAL_KEY = ("groupe__region", "ordre")

    groupe = models.ForeignKey(GroupeRessource, models.CASCADE, related_name="referents", verbose_name="groupe")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=160, blank=True)
    courriel = models.EmailField("courriel public", blank=True)
    telephone = models.CharField("téléphone public", max_length=30, blank=True)
    horaires = models.CharField("horaires", max_length=120, blank=True, default="", help_text=HOURS_HELP)
    verifie_le = PastDay("vérifié le", null=True, blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "référent"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom
