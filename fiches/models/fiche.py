"""The tables of the fiches: practice sheets, their steps, what they rely on."""

import re
from collections import defaultdict
from collections.abc import Collection
from copy import copy

from django.db import models
from django.db.models import Prefetch, Q, prefetch_related_objects
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.content.territoires import REGION_CHOICES, REGIONS, Region
from dts_platform.editorial.copies import OriginalsManager, UniqueName
from dts_platform.editorial.kinds import kind_of
from dts_platform.editorial.names import next_number, taken_by_another
from dts_platform.editorial.states import PastDay, Publishable, PublishableQuerySet
from dts_platform.models.words import last_words
from dts_platform.text.formats import date
from dts_platform.web.addresses import url
from experiences.models import Experience
from fiches.models.cited import Reference, RegleDeFiche
from fiches.models.typed import Cost, Evidence, People, TimeToResult
from fiches.models.ways import path
from missions.listed import Listed, in_one_sentence
from missions.models import MARKDOWN_HELP, Mission, Principe, Public, Strategie, Theme
from missions.questions import Sought, what_people_seek
from references.models import Regle


class Partie(models.IntegerChoices):
    """The parts of the manual, in their order; a part keeps its number and its name in addresses for ever."""

    POSER = 1, "Poser la démarche"
    CREER = 2, "Créer des activités et contribuer au développement économique"
    SECURISER = 3, "Sécuriser les parcours socio-professionnels"
    ANIMER = 4, "Animer le territoire"
    VIVRE = 5, "Faire vivre les principes d’action"
    CADRE = 6, "Le cadre de l’insertion par l’activité économique"

    @property
    def anchor(self) -> str:
        return f"partie-{self.value}"

    @property
    def slug(self) -> str:
        """Its value in an address."""
        return self.name.lower()


def named_parts() -> list[tuple[int, str]]:
    """The parts under the names that editors give them."""
    words = last_words()
    return [(partie.value, words(partie.anchor).titre) for partie in Partie]


class ThemeDeFiche(NaturalKey, ItemBase):
    NATURAL_KEY = ("content_object__slug", "tag__slug")

    content_object = models.ForeignKey("fiches.Fiche", models.CASCADE)
    tag = models.ForeignKey(Theme, models.CASCADE, related_name="themes_de_fiche")

    class Meta:
        verbose_name = "thème de fiche"
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="fiches_theme_unique")]


class FicheQuerySet(PublishableQuerySet):
    def in_region(self, region: Region):
        """Those a region may use: its own and the national ones."""
        return self.filter(region__in=["", region.slug])

    def in_reading_order(self):
        """By number: the order of the manual, inside each of its parts."""
        return self.order_by("numero")

    def ways(self) -> dict[int, list[int]]:
        """{key of a fiche: keys of those that it prepares}, whatever their states; one query."""
        ways: dict[int, list[int]] = defaultdict(list)
        links = Fiche.prepare.through.objects.filter(from_fiche__copie_de=None).order_by("pk")
        for key, after in links.values_list("from_fiche_id", "to_fiche_id"):
            ways[key].append(after)
        return dict(ways)

    def with_body(self):
        """With the steps, tool, rules, experiences, references and publics a page prints, in seven queries."""
        return self.select_related("outil", "mission_principale").prefetch_related(
            "etapes",
            "publics",
            Prefetch("references", Reference.objects.select_related("document")),
            Prefetch(
                "regles_citees",
                RegleDeFiche.objects.filter(regle__in=Regle.objects.published())
                .select_related("regle")
                .prefetch_related("regle__perimetres"),
            ),
            _experiences(),
        )

    def with_path(self):
        """With its body, and the fiches around it, those that prepare it and those it prepares, in two more queries."""
        return self.with_body().prefetch_related(*_ways())

    def with_everything(self):
        """With all that a document prints, in a fixed number of queries."""
        return self.with_path().prefetch_related("missions", "principes", "strategies", "themes")


def _experiences() -> Prefetch:
    """The public experiences that a fiche shows."""
    told = Prolongement.objects.filter(experience__in=Experience.objects.published()).select_related("experience")
    return Prefetch("prolongements", told)


def _ways() -> tuple[Prefetch, Prefetch]:
    """The public fiches that a fiche prepares, and those that prepare it: what names each, no more."""
    named = Fiche.objects.published().in_reading_order().only("numero", "titre", "slug")
    return Prefetch("prepare", named, to_attr="next_fiches"), Prefetch("preparee_par", named, to_attr="previous_fiches")


class Fiche(NaturalKey, Publishable, Listed, Sought):
    """One practice sheet: a situation, what to do about it, a tool."""

    numero = models.PositiveIntegerField("numéro", help_text="Sa place dans le manuel.")
    partie = models.PositiveSmallIntegerField("partie du manuel", choices=named_parts)
    slug = models.SlugField("adresse", max_length=80, help_text="Fait partie de l’adresse publique : ne pas changer.")
    titre = models.CharField(
        "titre", max_length=160, help_text="Commence par un verbe : « Repérer un besoin sans réponse »."
    )
    en_une_phrase = in_one_sentence("Ce que la fiche permet")
    resume = models.TextField("résumé", help_text="Ce qu’on obtient, pour qui, en combien de temps. Pas de scène.")
    pourquoi = models.TextField("pourquoi c’est important", help_text=MARKDOWN_HELP)
    pour_qui = models.TextField("pour qui", help_text="Qui ouvrira cette fiche, et quand.")
    avec_qui = models.TextField("avec qui", help_text="Les personnes à réunir.")
    duree = models.TextField(
        "combien de temps", help_text="Une durée honnête, du premier rendez-vous au premier résultat."
    )
    moyens = models.TextField("ce que cela demande", help_text="Argent, locaux, temps de travail.")
    vigilance = models.TextField(
        "points de vigilance",
        help_text="Les risques vrais, autant qu’il y en a, un par ligne : « - **Le point.** Pourquoi. »",
    )
    reussite = models.TextField(
        "à quoi voit-on que cela marche",
        help_text="Des signes que l’on peut observer ou compter, un par ligne « - … ».",
    )
    en_bref = models.TextField(
        "en bref",
        blank=True,
        default="",
        help_text="L’essentiel, une idée par ligne « - … », pour qui n’a qu’une minute.",
    )
    facile_a_lire = models.TextField(
        "facile à lire",
        blank=True,
        default="",
        help_text="Seulement un texte écrit pour être facile à lire, qui s’adresse à la personne concernée : mots de tous "
        "les jours, une idée par phrase, une phrase par ligne « - … ». Sinon, « en bref » suffit.",
    )
    facile_relu_par = models.CharField(
        "relu par",
        max_length=200,
        blank=True,
        default="",
        help_text="Les personnes concernées qui ont relu le texte facile à lire : leur groupe, leur structure. Vide : la "
        "page dit qu’il n’est pas encore relu.",
    )
    facile_relu_le = PastDay("relu le", null=True, blank=True)
    questions = what_people_seek()
    delai = models.CharField(
        "premier résultat",
        max_length=16,
        choices=TimeToResult,
        blank=True,
        default="",
        help_text="Le temps avant le premier résultat : celui que dit « combien de temps ».",
    )
    personnes = models.CharField(
        "personnes à réunir",
        max_length=16,
        choices=People,
        blank=True,
        default="",
        help_text="Combien de personnes ou d’organisations, d’après « avec qui ».",
    )
    cout = models.CharField(
        "dépenses",
        max_length=16,
        choices=Cost,
        blank=True,
        default="",
        help_text="Hors temps de travail de l’équipe, d’après « ce que cela demande ».",
    )
    publics = models.ManyToManyField(
        Public,
        blank=True,
        related_name="fiches",
        verbose_name="publics",
        help_text="Qui ouvrira cette fiche, d’après « pour qui ». Plusieurs si besoin.",
    )
    mission_principale = models.ForeignKey(
        Mission,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="fiches_principales",
        verbose_name="mission principale",
        help_text="Une de ses missions, pour une fiche des parties 2 à 4 ; vide pour les autres.",
    )
    missions = models.ManyToManyField(Mission, related_name="fiches", verbose_name="missions")
    principes = models.ManyToManyField(Principe, related_name="fiches", verbose_name="principes d’action")
    strategies = models.ManyToManyField(Strategie, related_name="fiches", verbose_name="stratégies")
    themes = TaggableManager("thèmes", through=ThemeDeFiche, blank=True, related_name="fiches")
    experiences = models.ManyToManyField(
        Experience, through="Prolongement", related_name="fiches", verbose_name="expériences"
    )
    regles = models.ManyToManyField(
        Regle, through="RegleDeFiche", related_name="fiches", verbose_name="règles de droit"
    )
    prepare = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="preparee_par",
        verbose_name="prépare les fiches",
        help_text="Celles que l’on ouvre ensuite.",
    )
    region = models.CharField(
        "région",
        max_length=40,
        choices=REGION_CHOICES,
        blank=True,
        db_index=True,
        help_text="Vide pour une fiche nationale.",
    )

    objects = OriginalsManager.from_queryset(FicheQuerySet)()
    with_copies = NaturalManager.from_queryset(FicheQuerySet)()

    class Meta:
        verbose_name = "fiche"
        ordering = ["numero"]
        constraints = [
            *Publishable.Meta.constraints,
            UniqueName(
                fields=["numero"],
                name="fiches_fiche_numero_unique",
                violation_error_message="Une autre fiche porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="fiches_fiche_numero_positif",
                condition=Q(numero__gte=1),
                violation_error_message="Les fiches sont numérotées à partir de 1.",
            ),
            models.CheckConstraint(
                name="fiches_fiche_relecture_facile",
                condition=Q(facile_relu_par="", facile_relu_le=None)
                | (~Q(facile_relu_par="") & Q(facile_relu_le__isnull=False) & ~Q(facile_a_lire="")),
                violation_error_message="Un texte facile à lire qui a été relu dit par qui et quel jour : remplissez les "
                "deux, ou aucun.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero:02d}. {self.titre}"

    def get_absolute_url(self) -> str:
        return url("fiches:fiche", self.slug)

    def with_others_anew(self, kinds: Collection[str]) -> "Fiche":
        """This fiche, read `with_path` before, with the other texts of these kinds that its page shows as they now are: one
        query for the experiences, two for the fiches."""
        fiche = copy(self)
        read = dict(fiche.__dict__["_prefetched_objects_cache"])  # of Django, shared with this one
        fiche.__dict__["_prefetched_objects_cache"] = read
        if "experience" in kinds:
            del read["prolongements"]
            prefetch_related_objects([fiche], _experiences())
        if "fiche" in kinds:
            del fiche.next_fiches, fiche.previous_fiches
            prefetch_related_objects([fiche], *_ways())
        return fiche

    def refusal(self, name: str, other: "Fiche") -> str:
        """A fiche comes neither before itself nor, through any number of others, both before and after another."""
        if name != "prepare":
            return super().refusal(name, other)
        if other.pk == self.identity:
            return "une fiche ne se prépare pas elle-même."
        loop = path(other.pk, self.identity, Fiche.objects.ways()) if self.identity else []
        if not loop:
            return ""
        numbers = dict(Fiche.objects.filter(pk__in=loop).values_list("pk", "numero"))
        between = [f"prépare la fiche {numbers[key]}" for key in loop[1:-1]]
        told = ", qui ".join([*between, "prépare déjà celle-ci"])
        return (
            f"la fiche {numbers[other.pk]} {told} : elle ne peut pas venir aussi après. "
            f"Retirez l’un de ces liens, ou celui que vous ajoutez."
        )

    def give_way(self) -> list[str]:
        """A number that was public for another fiche is never had again: the first after all of them is taken."""
        if not taken_by_another(self, "numero", self.numero):
            return []
        self.numero = next_number(kind_of(self))
        return ["numero"]

    @property
    def territoire_region(self) -> Region | None:
        return REGIONS.get(self.region)

    @property
    def part(self) -> Partie:
        return Partie(self.partie)

    @property
    def warnings(self) -> list[str]:
        """What its warnings are about, a few words each."""
        return [one.rstrip(".") for one in re.findall(r"^- \*\*(.+?)\*\*", self.vigilance, re.MULTILINE)]

    @property
    def reading_status(self) -> str:
        """Whether its easy text was read by those whom it is for, in a sentence for readers."""
        if not self.facile_relu_le:
            return "Texte pas encore relu par des personnes concernées."
        return f"Texte relu par {self.facile_relu_par}, le {date(self.facile_relu_le, 'j F Y')}."

    @property
    def evidence(self) -> Evidence:
        """The strength of its evidence; the fiche is read `with_body`, hence with its public experiences alone."""
        bodies = {prolongement.experience.organisation for prolongement in self.prolongements.all()}
        return Evidence.of(len(bodies), any(reference.evaluation for reference in self.references.all()))


class Etape(NaturalKey):
    """A step: what to do, with whom, what comes out of it."""

    NATURAL_KEY = ("fiche__slug", "ordre")

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="etapes", verbose_name="fiche")
    ordre = models.PositiveSmallIntegerField("ordre")
    titre = models.CharField("titre", max_length=160, help_text="À l’infinitif.")
    texte = models.TextField(
        "quoi faire", help_text="Qui, combien de temps, quelles questions ; la longueur qu’il faut."
    )
    avec_qui = models.CharField("avec qui", max_length=300)
    resultat = models.CharField("ce qui en sort", max_length=300)

    objects = NaturalManager()

    class Meta:
        verbose_name = "étape"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "ordre"],
                name="fiches_etape_ordre_unique",
                violation_error_message="Deux étapes portent le même rang.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ordre}. {self.titre}"


class Prolongement(NaturalKey):
    """The experience a fiche prolongs, and what it shows. Those that nobody put in order come last, oldest first."""

    NATURAL_KEY = ("fiche__slug", "experience__slug")
    NOT_IN_ORDER = 32767

    fiche = models.ForeignKey(Fiche, models.CASCADE, related_name="prolongements", verbose_name="fiche")
    experience = models.ForeignKey(Experience, models.CASCADE, related_name="prolongements", verbose_name="expérience")
    ordre = models.PositiveSmallIntegerField("ordre", default=NOT_IN_ORDER)
    ce_qu_elle_montre = models.TextField("ce qu’elle montre")
    limites = models.TextField("ce qu’elle ne montre pas", blank=True)

    objects = NaturalManager()

    class Meta:
        verbose_name = "expérience prolongée"
        verbose_name_plural = "expériences prolongées"
        ordering = ["ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["fiche", "experience"], name="fiches_prolongement_unique")]

    def __str__(self) -> str:
        return str(self.experience)
