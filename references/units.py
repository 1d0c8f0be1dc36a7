"""What a figure says, and the units that figures are counted in: a closed list, so that they sort and add up."""

from decimal import Decimal

from django.db import models

from dts_platform.text.formats import number_text

MILLION = 1_000_000


class Unit(models.TextChoices):
    """What a figure counts; the value that is stored is the word that is read."""

    PEOPLE = "personnes", "personnes"
    EMPLOYEES = "salariés", "salariés"
    JOBS = "emplois", "emplois"
    FULL_TIME = "équivalents temps plein", "équivalents temps plein"
    INHABITANTS = "habitants", "habitants"
    MEMBERS = "adhérents", "adhérents"
    FAMILIES = "familles", "familles"
    STRUCTURES = "structures", "structures"
    COMPANIES = "entreprises", "entreprises"
    ASSOCIATIONS = "associations", "associations"
    TOWNS = "communes", "communes"
    FILES = "dossiers", "dossiers"
    EUROS = "euros", "euros"
    SHARE = "%", "%"
    HECTARES = "hectares", "hectares"
    SURFACE = "m²", "m²"
    DAYS = "jours", "jours"
    PLACES = "places", "places"
    HOMES = "logements", "logements"
    VEHICLES = "véhicules", "véhicules"
    MEALS = "repas par jour", "repas par jour"

    @property
    def adds_up(self) -> bool:
        """May figures of two places be added? Shares may not, nor lengths of time."""
        return self not in (Unit.SHARE, Unit.DAYS)

    @property
    def slug(self) -> str:
        """Its value in an address."""
        return self.name.lower().replace("_", "-")


PEOPLE = [Unit.PEOPLE, Unit.EMPLOYEES, Unit.JOBS, Unit.FULL_TIME]  # those in which the size of a structure is counted


def unit_of_the_list(said: dict) -> dict:
    """What a figure of another time says, its unit a word of the list; another word becomes the exact word beside."""
    word = said.get("unite", "")
    if word in Unit.values or not word:
        return said
    return said | {"unite": "", "note": said.get("note") or word}


def counted(value: Decimal, word: str) -> str:
    """A value and what it counts: « 1 salarié », « 2,5 millions d’euros », « 45 % »."""
    if word == Unit.EUROS and abs(value) >= MILLION and value % (MILLION // 1_000) == 0:
        millions = value / MILLION
        return f"{number_text(millions)}\u00a0million{'s' if abs(millions) >= 2 else ''} d’euros"
    if abs(value) < 2:
        first, space, rest = word.partition(" ")
        word = f"{first.removesuffix('s')}{space}{rest}"
    return f"{number_text(value)}\u00a0{word}" if word else number_text(value)


class Coverage(models.TextChoices):
    """Where what a figure covers is said, when no words of its own say it."""

    LABEL = "libelle", "Le libellé le dit"
    UNSAID = "non-dit", "La source ne le dit pas"


class Figure(models.Model):
    """What every figure says: what it counts, how exactly, in which unit, when, what it covers."""

    class Precision(models.TextChoices):
        EXACT = "", "exactement"
        ABOUT = "environ", "environ"
        MORE_THAN = "plus de", "plus de"
        NEARLY = "près de", "près de"
        LESS_THAN = "moins de", "moins de"

    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    libelle = models.CharField("ce que l’on compte", max_length=200)
    precision = models.CharField("précision", max_length=10, choices=Precision, blank=True, default="")
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2)
    unite = models.CharField(
        "unité",
        max_length=60,
        choices=Unit,
        blank=True,
        help_text="De la liste, pour que les chiffres se trient et s’ajoutent. Les millions s’écrivent en euros.",
    )
    note = models.CharField(
        "mot exact",
        max_length=120,
        blank=True,
        default="",
        help_text="Ce qu’on lit à la place de l’unité : « filiales », « paniers par semaine ». Vide si l’unité suffit.",
    )
    perimetre = models.CharField(
        "ce que le chiffre couvre",
        max_length=200,
        blank=True,
        default="",
        help_text="« Les sept structures du groupe », « l’atelier de Marseille seul ». Vide si le libellé le dit.",
    )
    couverture = models.CharField(
        "si rien n’est écrit au-dessus",
        max_length=8,
        choices=Coverage,
        blank=True,
        default="",
        help_text="Ce qu’un chiffre couvre se lit dans son libellé, s’écrit au-dessus, ou n’est dit par personne.",
    )
    periode = models.CharField("période", max_length=80, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_perimetre_une_fois",
                condition=models.Q(perimetre="") | models.Q(couverture=""),
                violation_error_message="Ce que le chiffre couvre est écrit : laissez vide le choix qui suit.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def word(self) -> str:
        """What is read after the value: the exact word, else the unit."""
        return self.note or self.unite

    @property
    def shown(self) -> str:
        """The figure in words: « environ 134 000 habitants »."""
        return f"{self.precision} {counted(self.valeur, self.word)}".strip()

    @property
    def covers(self) -> str:
        """What it covers, in words, unless its label says it; that nobody says it is said."""
        return "périmètre non dit par la source" if self.couverture == Coverage.UNSAID else self.perimetre

    @property
    def when(self) -> str:
        return self.periode or str(self.annee or "")
