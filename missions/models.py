"""The tables of the framework: missions, principles, strategies, landmarks, themes, glossary."""

from django.core.exceptions import ValidationError
from django.db import models
from taggit.models import TagBase

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.editorial.copies import OriginalsManager
from dts_platform.editorial.states import Publishable, PublishableQuerySet
from dts_platform.models.words import last_words
from dts_platform.text.gated import PlainLines
from dts_platform.web.addresses import url
from references.cited import Citation
from references.research import Researched
from references.units import Figure

OUR_OWN = "notre repère"
MARKDOWN_HELP = (
    "Mise en forme CommonMark : **gras**, listes avec « - », tableaux. Une ligne vide sépare les paragraphes."
)
SAID, ADDED = "ce que disent les documents", "ce que nous ajoutons"
SAID_HELP = f"Rien que les documents cités ne disent, avec nos mots. {MARKDOWN_HELP}"
ADDED_HELP = f"Explications, exemples, conseils : rien qui passe pour un mot des documents. {MARKDOWN_HELP}"


class Doctrine(NaturalKey):
    """What missions, principles and strategies share: a rank, an address, a title and a few words."""

    numero = models.PositiveSmallIntegerField("numéro", unique=True)
    slug = models.SlugField("adresse", unique=True, help_text="Fait partie des adresses publiques : ne pas changer.")
    titre = models.CharField("titre", max_length=160)
    titre_court = models.CharField("titre court", max_length=60, help_text="Pour les tableaux et les étiquettes.")
    resume = models.TextField("résumé", help_text="Ce que dit le texte, en peu de mots.")
    documents_disent = models.TextField(SAID, blank=True, default="", help_text=SAID_HELP)
    corps = models.TextField(ADDED, blank=True, help_text=ADDED_HELP)

    objects = NaturalManager()

    class Meta:
        abstract = True
        ordering = ["numero"]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return url(f"missions:{self._meta.model_name}", self.slug)

    @property
    def anchor(self) -> str:
        """Its anchor in a document that holds the whole framework."""
        return f"{self._meta.model_name}-{self.slug}"


class Mission(Doctrine):
    """One of the three key missions."""

    class Meta(Doctrine.Meta):
        verbose_name = "mission"


class Volet(NaturalKey):
    """A side of a mission: « sécuriser les transitions », « améliorer la qualité de l’emploi »…"""

    NATURAL_KEY = ("slug",)

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="volets", verbose_name="mission")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    slug = models.SlugField("repère", unique=True)
    titre = models.CharField("titre", max_length=200)
    documents_disent = models.TextField(SAID, blank=True, default="", help_text=SAID_HELP)
    texte = models.TextField(ADDED, blank=True, help_text=ADDED_HELP)

    objects = NaturalManager()

    class Meta:
        verbose_name = "volet de mission"
        verbose_name_plural = "volets de mission"
        ordering = ["mission", "ordre"]

    def __str__(self) -> str:
        return self.titre


class PointDeVolet(NaturalKey):
    """One item of a side of a mission."""

    volet = models.ForeignKey(Volet, models.CASCADE, related_name="points", verbose_name="volet")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    slug = models.SlugField("repère", unique=True)
    titre = models.CharField("titre", max_length=200)
    texte = models.TextField(ADDED, blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "point de volet"
        verbose_name_plural = "points de volet"
        ordering = ["volet", "ordre"]

    def __str__(self) -> str:
        return self.titre


class Principe(Doctrine):
    """One of the eight principles of action."""

    sens = models.TextField("comment nous le comprenons", help_text=ADDED_HELP)
    alias = PlainLines(
        "autres mots", blank=True, help_text="Un par ligne : les mots que les lecteurs tapent pour ce principe."
    )

    class Meta(Doctrine.Meta):
        verbose_name = "principe d’action"
        verbose_name_plural = "principes d’action"

    @property
    def aliases(self) -> list[str]:
        return [line.strip() for line in self.alias.splitlines() if line.strip()]


class FaconDeFaire(NaturalKey):
    """A « façon de faire »: what the principle becomes on a working day."""

    NATURAL_KEY = ("principe__slug", "ordre")

    principe = models.ForeignKey(Principe, models.CASCADE, related_name="facons_de_faire", verbose_name="principe")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("titre", max_length=200)
    texte = models.TextField(ADDED)

    objects = NaturalManager()

    class Meta:
        verbose_name = "façon de faire"
        verbose_name_plural = "façons de faire"
        ordering = ["principe", "ordre"]
        constraints = [models.UniqueConstraint(fields=["principe", "ordre"], name="missions_facon_ordre_unique")]

    def __str__(self) -> str:
        return self.titre


class Strategie(Doctrine):
    """One of the three strategies; they combine and change over time."""

    class Meta(Doctrine.Meta):
        verbose_name = "stratégie"


class RepereQuerySet(PublishableQuerySet):
    def in_reading_order(self):
        """By family, then rank: the order of the manual."""
        return self.order_by("famille", "ordre", "titre")

    def with_everything(self):
        """With the points, sources and figures a page prints, in three more queries."""
        sources = models.Prefetch("sources", SourceDeRepere.objects.select_related("document"))
        figures = models.Prefetch("chiffres", ChiffreDeRepere.objects.select_related("source__document"))
        return self.prefetch_related("points", sources, figures)


def named_families() -> list[tuple[int, str]]:
    """The families of landmarks under the names that editors give them."""
    words = last_words()
    return [(family.value, words(f"famille-{family.value}").titre) for family in Repere.Family]


class Repere(NaturalKey, Publishable, Researched):
    """A landmark of the approach: context, foundations, identity, economic models, history…"""

    class Family(models.IntegerChoices):
        CONTEXT = 1, "Pourquoi cette démarche"
        FOUNDATION = 2, "Les fondements"
        IDENTITY = 3, "L’identité des entreprises engagées"
        SUPPORT = 4, "Être accompagné"
        HISTORY = 5, "D’où vient la démarche"

    slug = models.SlugField("adresse", max_length=80)
    famille = models.PositiveSmallIntegerField("famille", choices=named_families)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("titre", max_length=200)
    resume = models.TextField("résumé", help_text="Ce que dit le texte, en peu de mots.")
    constat = models.TextField(
        "le constat des documents", blank=True, help_text="Pour un fondement : ce que les documents observent."
    )
    proposition = models.TextField(
        "la proposition des documents", blank=True, help_text="Pour un fondement : ce que la démarche propose."
    )
    documents_disent = models.TextField(SAID, blank=True, default="", help_text=SAID_HELP)
    corps = models.TextField(ADDED, blank=True, help_text=ADDED_HELP)

    objects = OriginalsManager.from_queryset(RepereQuerySet)()
    with_copies = NaturalManager.from_queryset(RepereQuerySet)()

    class Meta:
        verbose_name = "repère"
        ordering = ["famille", "ordre", "titre"]
        constraints = [
            *Publishable.Meta.constraints,
            *Researched.Meta.constraints,
            models.CheckConstraint(
                name="missions_repere_fondement_complet",
                condition=~models.Q(famille=2) | (~models.Q(constat="") & ~models.Q(proposition="")),
                violation_error_message="Un fondement va d’un constat à une proposition : remplissez les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return url("missions:repere", self.slug)


class PointDeRepere(NaturalKey):
    """One item of a landmark: a trait, a mark, a position, a role, a date."""

    repere = models.ForeignKey(Repere, models.CASCADE, related_name="points", verbose_name="repère")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    slug = models.SlugField("repère", max_length=80)
    titre = models.CharField("titre", max_length=200)
    documents_disent = models.TextField(SAID, blank=True, default="")
    texte = models.TextField(ADDED, blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "point de repère"
        verbose_name_plural = "points de repère"
        ordering = ["repere", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["repere", "slug"],
                name="missions_point_slug_unique",
                violation_error_message="Deux points de ce repère ont la même adresse.",
            ),
            models.CheckConstraint(
                name="missions_point_dit",
                condition=~models.Q(documents_disent="") | ~models.Q(texte=""),
                violation_error_message="Un point dit quelque chose : ce que disent les documents, ou ce que nous ajoutons.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre


class SourceDeRepere(NaturalKey, Citation):
    """Where a landmark comes from."""

    NATURAL_KEY = ("repere__slug", "ordre")

    repere = models.ForeignKey(Repere, models.CASCADE, related_name="sources", verbose_name="repère")

    objects = NaturalManager()

    class Meta(Citation.Meta):
        verbose_name = "source"
        constraints = [models.UniqueConstraint(fields=["repere", "ordre"], name="missions_source_ordre_unique")]


class ChiffreDeRepereQuerySet(models.QuerySet):
    def published(self):
        """Those of the landmarks that every visitor may read, in the order of the manual."""
        rank = ("repere__famille", "repere__ordre", "ordre")
        return self.filter(repere__in=Repere.objects.published()).order_by(*rank)


class ChiffreDeRepere(NaturalKey, Figure):
    """A figure of a landmark: from one of its sources, or a mark of our own."""

    NATURAL_KEY = ("repere__slug", "ordre")

    repere = models.ForeignKey(Repere, models.CASCADE, related_name="chiffres", verbose_name="repère")
    source = models.ForeignKey(
        SourceDeRepere,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="chiffres",
        verbose_name="source",
        help_text="Vide, la page dit « notre repère ».",
    )

    objects = NaturalManager.from_queryset(ChiffreDeRepereQuerySet)()

    class Meta(Figure.Meta):
        verbose_name = "chiffre de repère"
        verbose_name_plural = "chiffres de repère"
        constraints = [
            *Figure.Meta.constraints,
            models.UniqueConstraint(fields=["repere", "ordre"], name="missions_chiffre_ordre_unique"),
            models.CheckConstraint(
                name="missions_chiffre_date",
                condition=~models.Q(periode="") | models.Q(annee__isnull=False),
                violation_error_message="Un chiffre sans date trompe : donnez son année ou sa période.",
            ),
        ]

    def clean(self):
        """A figure rests on a source of its own landmark."""
        super().clean()
        if self.source_id and self.source.repere_id != self.repere_id:
            raise ValidationError({"source": "Ce chiffre s’appuie sur une source du même repère."})

    def get_absolute_url(self) -> str:
        """Where it stands on the page of its landmark."""
        return f"{self.repere.get_absolute_url()}#{self.repere.slug}-chiffres"

    @property
    def said_by(self) -> str:
        """Who says so."""
        return self.source.titre if self.source else OUR_OWN


class Theme(NaturalKey, TagBase):
    """A subject of the controlled list; taggit carries it, editors choose but do not invent."""

    objects = NaturalManager()

    class Meta:
        verbose_name = "thème"
        ordering = ["name"]


class Public(NaturalKey):
    """Whom texts are written for: who opens a fiche. The list is short and kept by the national team."""

    slug = models.SlugField("adresse", unique=True, help_text="Fait partie des adresses publiques : ne pas changer.")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    nom = models.CharField("nom", max_length=60)
    definition = models.CharField("qui cela désigne", max_length=200, blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "public"
        ordering = ["ordre", "slug"]

    def __str__(self) -> str:
        return self.nom


class Terme(NaturalKey):
    """A word or an acronym of the glossary."""

    slug = models.SlugField("repère", unique=True)
    sigle = models.CharField("sigle", max_length=20, blank=True)
    nom = models.CharField("mot, ou sigle développé", max_length=200)
    definition = models.TextField("définition", help_text="Une à trois phrases, en mots de tous les jours.")
    formes = models.CharField(
        "formes repérées dans les textes",
        max_length=200,
        blank=True,
        help_text="Séparées par des virgules. La première rencontre de chacune dans une page mène à la définition.",
    )
    source = models.CharField("source", max_length=200, blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "terme du glossaire"
        verbose_name_plural = "glossaire"
        ordering = ["slug"]

    def __str__(self) -> str:
        return f"{self.sigle} – {self.nom}" if self.sigle else self.nom

    @property
    def word_forms(self) -> list[str]:
        return [form.strip() for form in (self.formes or self.sigle or self.nom).split(",") if form.strip()]
