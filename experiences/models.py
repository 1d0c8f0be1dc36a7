"""The tables of the experiences: what people did, where, its key figures, its sources."""

from django.db import models
from django.db.models import Prefetch, Q
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.content.provenance import SameOwner
from dts_platform.content.territoires import (
    DEPARTEMENT_CHOICES,
    DEPARTEMENTS,
    REGION_CHOICES,
    REGIONS,
    Departement,
    Region,
)
from dts_platform.editorial.copies import OriginalsManager
from dts_platform.editorial.states import Publishable, PublishableQuerySet
from dts_platform.web.addresses import url
from experiences.place import Place
from missions.listed import Listed, in_one_sentence
from missions.models import MARKDOWN_HELP, Mission, Principe, Repere, Strategie, Theme
from missions.questions import Sought, what_people_seek
from references.charts import Chart, charts
from references.cited import Citation
from references.research import Researched
from references.units import PEOPLE, Figure


class Attribution(models.TextChoices):
    """Who says so."""

    SOURCE = "source", "Dit par la source"
    INFERRED = "deduit", "Déduit par nous"

    @property
    def told(self) -> str:
        """In a few words; nothing where we infer it, which is said once for all."""
        return "" if self is Attribution.INFERRED else self.label.lower()


class Size(models.TextChoices):
    """How many people a structure employs, in classes; not known where no figure says it."""

    SMALL = "moins-de-20", "Moins de 20 personnes"
    MEDIUM = "de-20-a-99", "De 20 à 99 personnes"
    LARGE = "100-et-plus", "100 personnes et plus"
    UNKNOWN = "non-connue", "Taille non connue"


LEAST = {Size.LARGE: 100, Size.MEDIUM: 20, Size.SMALL: 1}  # people, for each class, the largest first


class ThemeDExperience(NaturalKey, ItemBase):
    NATURAL_KEY = ("content_object__slug", "tag__slug")

    content_object = models.ForeignKey("experiences.Experience", models.CASCADE)
    tag = models.ForeignKey(Theme, models.CASCADE, related_name="themes_d_experience")

    class Meta:
        verbose_name = "thème d’expérience"
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="experiences_theme_unique")]


class ExperienceQuerySet(PublishableQuerySet):
    def in_region(self, region: Region):
        """Those that took place in a region of today."""
        return self.filter(region=region.slug)

    def with_everything(self):
        """With all that a page or a document prints, in a fixed number of queries."""
        return self.select_related("fondement").prefetch_related(
            Prefetch("illustrations_de_mission", IllustrationMission.objects.select_related("mission")),
            Prefetch("illustrations_de_principe", IllustrationPrincipe.objects.select_related("principe")),
            Prefetch("illustrations_de_strategie", IllustrationStrategie.objects.select_related("strategie")),
            Prefetch("chiffres", ChiffreCle.objects.select_related("source__document")),
            Prefetch("sources", Source.objects.select_related("document")),
            "themes",
        )

    def with_crossings(self):
        """With the framework they illustrate, as an index lists it, in three more queries."""
        return self.prefetch_related("missions", "principes", "strategies")


class Experience(NaturalKey, Publishable, Researched, Listed, Sought):
    """What an organisation or a group did on a territory, told from public sources."""

    class StructureType(models.TextChoices):
        AI = "ai", "Association intermédiaire"
        ACI = "aci", "Atelier et chantier d’insertion"
        EI = "ei", "Entreprise d’insertion"
        ETTI = "etti", "Entreprise de travail temporaire d’insertion"
        GES = "ges", "Groupe économique solidaire"
        POLE = "pole", "Pôle de coopération"
        SAP = "sap", "Association de services à la personne"
        GEIQ = "geiq", "Groupement d’employeurs (GEIQ)"
        EBE = "ebe", "Entreprise à but d’emploi"
        COLLECTIVE = "collectif", "Collectif ou coopération de structures"
        OTHER = "autre", "Autre sorte de structure"

    class Origin(models.TextChoices):
        FOUNDING = "fondatrice", "Documents fondateurs (2010-2014)"
        NEIGHBOURING = "voisine", "Expérience voisine"

    slug = models.SlugField("adresse", max_length=80, help_text="Fait partie de l’adresse publique : ne pas changer.")
    nom = models.CharField("nom", max_length=200, help_text="Le nom sous lequel l’expérience est connue.")
    en_une_phrase = in_one_sentence("Ce qui a été fait")
    organisation = models.CharField("organisation", max_length=200)
    type_structure = models.CharField("type de structure", max_length=12, choices=StructureType)
    commune = models.CharField("commune", max_length=120, blank=True, help_text="Vide si les sources ne la disent pas.")
    territoire = models.CharField(
        "territoire", max_length=200, blank=True, help_text="« Pays thouarsais », « Sud Essonne »…"
    )
    departement = models.CharField("département", max_length=3, choices=DEPARTEMENT_CHOICES, blank=True)
    region = models.CharField("région", max_length=40, choices=REGION_CHOICES, db_index=True)
    periode = models.CharField("période", max_length=200, blank=True, help_text="En toutes lettres : « vers 2010 ».")
    annee_debut = models.PositiveSmallIntegerField("année de début", null=True, blank=True)
    annee_fin = models.PositiveSmallIntegerField("année de fin", null=True, blank=True)
    resume = models.TextField("résumé", help_text="Qui, où, quoi, en peu de mots.")
    besoin = models.TextField("le besoin", help_text="À quoi fallait-il répondre ?")
    activites = models.TextField("ce qui a été fait", help_text=MARKDOWN_HELP)
    partenaires = models.TextField("avec qui", blank=True)
    recit = models.TextField("récit", help_text=f"Rien que la source ne dise. {MARKDOWN_HELP}")
    lecture = models.TextField(
        "notre lecture",
        blank=True,
        default="",
        help_text="Ce que nous en tirons, et qu’aucune source ne dit. La page l’annonce comme telle.",
    )
    limites = models.TextField(
        "limites", blank=True, help_text="Ce qui n’a pas marché, ce en quoi les sources se contredisent."
    )
    suites = models.TextField("ce que c’est devenu", blank=True, help_text="Seulement si une source le dit.")
    questions = what_people_seek()
    origine = models.CharField("origine", max_length=12, choices=Origin, default=Origin.NEIGHBOURING)
    fondement = models.ForeignKey(
        Repere,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="experiences",
        verbose_name="fondement illustré",
        limit_choices_to={"famille": Repere.Family.FOUNDATION},
    )
    fondement_origine = models.CharField("qui le dit", max_length=8, choices=Attribution, blank=True)
    fondement_raison = models.TextField("pourquoi", blank=True)
    missions = models.ManyToManyField(Mission, through="IllustrationMission", related_name="experiences")
    principes = models.ManyToManyField(Principe, through="IllustrationPrincipe", related_name="experiences")
    strategies = models.ManyToManyField(Strategie, through="IllustrationStrategie", related_name="experiences")
    themes = TaggableManager("thèmes", through=ThemeDExperience, blank=True, related_name="experiences")

    objects = OriginalsManager.from_queryset(ExperienceQuerySet)()
    with_copies = NaturalManager.from_queryset(ExperienceQuerySet)()

    class Meta:
        verbose_name = "expérience"
        ordering = ["nom", "slug"]
        constraints = [
            *Publishable.Meta.constraints,
            *Researched.Meta.constraints,
            models.CheckConstraint(
                name="experiences_annees_ordonnees",
                condition=Q(annee_debut__isnull=True)
                | Q(annee_fin__isnull=True)
                | Q(annee_fin__gte=models.F("annee_debut")),
                violation_error_message="L’année de fin ne peut pas précéder l’année de début.",
            ),
            models.CheckConstraint(
                name="experiences_departement_dans_region",
                condition=Q(departement="")
                | Q(
                    *(Q(region=r.slug, departement__in=[d.code for d in r.departements]) for r in REGIONS.values()),
                    _connector=Q.OR,
                ),
                violation_error_message="Ce département n’est pas dans cette région : corrigez l’un des deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return url("experiences:experience", self.slug)

    @property
    def place(self) -> Place:
        """Where it took place: the town or the territory, then the department, then the region."""
        words = self.commune or self.territoire
        return Place.told_once(words, self.territoire_departement, self.territoire_region)

    @property
    def territoire_departement(self) -> Departement | None:
        return DEPARTEMENTS.get(self.departement)

    @property
    def territoire_region(self) -> Region:
        return REGIONS[self.region]

    @property
    def region_2010(self) -> str:
        """The name of the region in 2010, or nothing when no department says which."""
        departement = self.territoire_departement
        return departement.region_2010 if departement else ""

    @property
    def charts(self) -> list[Chart]:
        """Its figures that may be compared with one another."""
        return charts(self.chiffres.all())

    @property
    def public_foundation(self) -> Repere | None:
        """The landmark that it illustrates, when visitors may read it."""
        return self.fondement if self.fondement and self.fondement.is_public else None

    @property
    def foundation_said_by(self) -> str:
        """Who says that it illustrates it, in a few words."""
        return Attribution(self.fondement_origine).told if self.fondement_origine else ""

    @property
    def is_neighbouring(self) -> bool:
        return self.origine == self.Origin.NEIGHBOURING


class Illustration(NaturalKey):
    """What an experience shows of the framework, who says so and why."""

    origine = models.CharField("qui le dit", max_length=8, choices=Attribution, default=Attribution.INFERRED)
    raison = models.TextField("pourquoi", help_text="Une phrase.")

    objects = NaturalManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.raison

    @property
    def said_by(self) -> str:
        """Who says it, in a few words."""
        return Attribution(self.origine).told


class IllustrationMission(Illustration):
    NATURAL_KEY = ("experience__slug", "mission__slug")

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="illustrations_de_mission")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="illustrations", verbose_name="mission")

    class Meta:
        verbose_name = "mission illustrée"
        verbose_name_plural = "missions illustrées"
        ordering = ["mission__numero"]
        constraints = [models.UniqueConstraint(fields=["experience", "mission"], name="experiences_mission_unique")]


class IllustrationPrincipe(Illustration):
    NATURAL_KEY = ("experience__slug", "principe__slug")

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="illustrations_de_principe")
    principe = models.ForeignKey(Principe, models.PROTECT, related_name="illustrations", verbose_name="principe")

    class Meta:
        verbose_name = "principe illustré"
        verbose_name_plural = "principes illustrés"
        ordering = ["principe__numero"]
        constraints = [models.UniqueConstraint(fields=["experience", "principe"], name="experiences_principe_unique")]


class IllustrationStrategie(Illustration):
    NATURAL_KEY = ("experience__slug", "strategie__slug")

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="illustrations_de_strategie")
    strategie = models.ForeignKey(Strategie, models.PROTECT, related_name="illustrations", verbose_name="stratégie")

    class Meta:
        verbose_name = "stratégie illustrée"
        verbose_name_plural = "stratégies illustrées"
        ordering = ["strategie__numero"]
        constraints = [models.UniqueConstraint(fields=["experience", "strategie"], name="experiences_strategie_unique")]


class Source(NaturalKey, Citation):
    """A document that tells of an experience."""

    NATURAL_KEY = ("experience__slug", "code")

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="sources", verbose_name="expérience")
    code = models.SlugField("code", help_text="Court : « brochure-2010 ». Les chiffres clés s’y réfèrent.")

    objects = NaturalManager()

    class Meta(Citation.Meta):
        verbose_name = "source"
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "code"],
                name="experiences_source_code_unique",
                violation_error_message="Deux sources de cette expérience portent le même code.",
            ),
            models.UniqueConstraint(fields=["id", "experience"], name="experiences_source_of_experience"),
        ]


class ChiffreCleQuerySet(models.QuerySet):
    def published(self):
        """Those of the experiences that every visitor may read."""
        return self.filter(experience__in=Experience.objects.published())

    def with_everything(self):
        """With the experience and the source that a list names, in the same query, and its themes in another."""
        return self.select_related("experience", "source__document").prefetch_related("experience__themes")


class ChiffreCle(NaturalKey, Figure):
    """A figure a source gives: « environ 134 000 habitants (2014) »."""

    NATURAL_KEY = ("experience__slug", "ordre")

    experience = models.ForeignKey(Experience, models.CASCADE, related_name="chiffres", verbose_name="expérience")
    source = models.ForeignKey(Source, models.RESTRICT, related_name="chiffres", verbose_name="source")
    taille = models.BooleanField(
        "dit la taille",
        default=False,
        help_text="C’est le nombre de personnes que la structure emploie : « Comme chez moi » range par là, selon le premier "
        "qui le dit. Pas un cumul de plusieurs années, ni une partie des salariés, à moins de 100 déjà.",
    )

    objects = NaturalManager.from_queryset(ChiffreCleQuerySet)()

    class Meta(Figure.Meta):
        verbose_name = "chiffre clé"
        verbose_name_plural = "chiffres clés"
        constraints = [
            *Figure.Meta.constraints,
            models.UniqueConstraint(fields=["experience", "ordre"], name="experiences_chiffre_ordre_unique"),
            SameOwner(
                link="source",
                owner="experience",
                name="experiences_chiffre_same_experience",
                violation_error_message="Un chiffre clé s’appuie sur une source de la même expérience.",
            ),
            models.CheckConstraint(
                name="experiences_chiffre_size_of_people",
                condition=Q(taille=False) | Q(unite__in=PEOPLE),
                violation_error_message="La taille d’une structure se compte en personnes, salariés, emplois ou équivalents temps plein.",
            ),
            models.CheckConstraint(
                name="experiences_chiffre_date",
                condition=~Q(periode="") | Q(annee__isnull=False),
                violation_error_message="Un chiffre sans date trompe : donnez son année ou sa période.",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Where it stands on the page of its experience."""
        return f"{self.experience.get_absolute_url()}#chiffres"
