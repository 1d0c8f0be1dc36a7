"""The tool that a reader takes away from a fiche: what its text may say, and the case that it may be filled in with."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.text.blanks import parse
from fiches.models.fiche import Fiche
from missions.models import MARKDOWN_HELP


def check_tool(corps: str) -> None:
    """Refuse a tool whose marks cannot be read, with a sentence for each."""
    if errors := parse(corps).errors:
        raise ValidationError(errors)


class Outil(NaturalKey):
    """What the reader takes away: complete, usable as it is, printable on one or two pages."""

    NATURAL_KEY = ("fiche__slug",)

    class Case(models.TextChoices):
        FICTITIOUS = "fictif", "Exemple fictif"
        REAL = "reel", "Cas réel"

    class Type(models.TextChoices):
        GRILLE = "grille", "Grille"
        TABLEAU = "tableau", "Tableau"
        TRAME = "trame", "Trame d’entretien"
        LISTE = "liste", "Liste de contrôle"
        CALENDRIER = "calendrier", "Calendrier"
        CANEVAS = "canevas", "Canevas"
        MODELE = "modele", "Modèle à compléter"
        QUESTIONNAIRE = "questionnaire", "Questionnaire"
        DEROULE = "deroule", "Déroulé"
        CARTE = "carte", "Carte"
        ECHELLE = "echelle", "Échelle"

    fiche = models.OneToOneField(Fiche, models.CASCADE, related_name="outil", verbose_name="fiche")
    titre = models.CharField("titre", max_length=160)
    type = models.CharField("type", max_length=16, choices=Type)
    mode_emploi = models.TextField("mode d’emploi", help_text="Une à trois phrases.")
    corps = models.TextField(
        "l’outil",
        validators=[check_tool],
        help_text=f"Entier et utilisable tel quel. {MARKDOWN_HELP} Ce qui est à remplir : une case de tableau vide, ☐, "
        "…… ; pour lui donner un nom, [… : Piste A] ou [☐ : oui] ; pour dire ce qu’on y met, "
        "[… : Âge ; type=nombre] ou [… : Statut ; choix=association / coopérative]. "
        "Sur la page, seul le premier signe se voit. Tout est dit dans le guide de rédaction.",
    )
    cas = models.CharField(
        "exemplaire rempli",
        max_length=8,
        choices=Case,
        blank=True,
        default="",
        help_text="L’outil rempli suit l’outil à remplir. Ses valeurs sont dans les marques : exemple=… ; les sommes se "
        "calculent, et une somme fausse est refusée.",
    )
    cas_titre = models.CharField(
        "de quel cas il s’agit",
        max_length=200,
        blank=True,
        default="",
        help_text="Une structure, une taille, une année.",
    )
    cas_source = models.CharField(
        "source du cas", max_length=300, blank=True, default="", help_text="D’un cas réel : le document, et où le lire."
    )
    imprimable = models.BooleanField(
        "à imprimer seul", default=True, help_text="Propose l’outil en PDF, sans la fiche."
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "outil"
        constraints = [
            models.CheckConstraint(
                name="fiches_outil_cas",
                condition=Q(cas="", cas_titre="", cas_source="")
                | (Q(cas="fictif", cas_source="") & ~Q(cas_titre=""))
                | (Q(cas="reel") & ~Q(cas_titre="") & ~Q(cas_source="")),
                violation_error_message="Un exemplaire rempli dit de quel cas il s’agit ; un cas réel donne sa source, un "
                "exemple fictif n’en a pas.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def clean(self):
        """A filled case is said to be real or fictitious, and is filled in."""
        samples = any(blank.sample for blank in parse(self.corps).blanks)
        if self.cas and not samples:
            raise ValidationError(
                {"cas": "Aucune marque de l’outil n’a d’exemple : ajoutez exemple=…, ou videz ce champ."}
            )
        if samples and not self.cas:
            raise ValidationError(
                {"cas": "L’outil a des exemples : dites s’ils viennent d’un cas réel ou s’ils sont fictifs."}
            )
