"""The tables of what texts rest on: rules of law, and the documents that they cite, one record each."""

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from dts_platform.background.personal import CONTACTS, Personal, keeps
from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.content.provenance import WebAddressField
from dts_platform.editorial.copies import OriginalsManager
from dts_platform.editorial.states import PastDay, Publishable, PublishableQuerySet
from dts_platform.text import formats
from dts_platform.web.addresses import url

FAILURES = 2  # in a row, before an editor is told of an address: a site may be away for a night
NOT_READ = "pas encore relue par un juriste"


class Document(NaturalKey):
    """A document that texts cite: what it is, whose, of when, where it is read. Each text says what it takes from it."""

    slug = models.SlugField("repère", unique=True, max_length=80, help_text="Nomme le document dans les fichiers.")
    titre = models.CharField("titre du document", max_length=300)
    editeur = models.CharField("éditeur ou site", max_length=200, blank=True)
    date = models.CharField(
        "date",
        max_length=60,
        blank=True,
        help_text="Telle que le document la donne : « 2010 », « mars 2014 »… S’il n’en porte pas, le jour où il a été lu.",
    )
    adresse = WebAddressField("adresse", max_length=400, blank=True)
    sans_adresse = models.CharField(
        "pourquoi sans adresse",
        max_length=200,
        blank=True,
        default="",
        help_text=(
            "Si vous n’avez pas d’adresse, le lecteur lira pourquoi\u202f: «\u202fn’existe pas en ligne\u202f», ou "
            "«\u202fadresse non trouvée, cherchée le 29 novembre 2026 sur le site de l’éditeur\u202f»."
        ),
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "document cité"
        verbose_name_plural = "documents cités"
        ordering = ["titre", "slug"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.titre, self.editeur, self.date) if part)

    @property
    def absence(self) -> str:
        """Why one cannot read it online: nothing where its address is known."""
        return "" if self.adresse else self.sans_adresse


class Perimetre(NaturalKey):
    """Whom a rule concerns: a kind of structure, public buyers, any employer…"""

    slug = models.SlugField("repère", unique=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    sigle = models.CharField("sigle ou mot court", max_length=30, help_text="« AI », « ETTI », « acheteurs publics »…")
    nom = models.CharField("nom", max_length=120)

    objects = NaturalManager()

    class Meta:
        verbose_name = "périmètre"
        ordering = ["ordre", "slug"]

    def __str__(self) -> str:
        return self.nom if self.sigle.lower() == self.nom.lower() else f"{self.sigle} – {self.nom}"


class RegleQuerySet(PublishableQuerySet):
    def with_box(self):
        """With whom they concern, as the box of a rule says it, in one more query."""
        return self.prefetch_related("perimetres")

    def with_everything(self):
        """With whom they concern and, as `held_by`, the public texts that hold them, in two more queries."""
        texts = self.model._meta.get_field("fiches").related_model._default_manager.published().in_reading_order()
        return self.with_box().prefetch_related(Prefetch("fiches", texts, to_attr="held_by"))

    def past(self, today: date):
        """Those whose date is over."""
        return self.filter(echeance__lt=today)


@keeps(
    Personal(
        CONTACTS,
        "Les juristes qui relisent une règle de droit\u202f: leur nom et leur qualité",
        "dire au lecteur qui l’a relue",
        "Tant que la règle existe",
        ("relue_par",),
    )
)
class Regle(NaturalKey, Publishable):
    """A rule of law: what it says, which text says so, in which copy it was read, until when it is known to stand.

    `passee` says that its date is over and `rappel_pour` for which date reviewers were told: the worker writes both.
    """

    class Subject(models.TextChoices):
        PASS = "pass-iae", "Pass IAE et éligibilité"
        FUNDING = "financement", "Conventionnement et aide au poste"
        CONTRACTS = "contrats", "Contrats et mise à disposition"
        WORK = "emploi", "Emploi et allocataires du RSA"
        STAFF = "representation", "Représentation des salariés"
        BUYING = "achats", "Commande publique"
        REUSE = "reemploi", "Réemploi et déchets"
        HOME = "domicile", "Services à domicile"
        MONEY = "argent-public", "Argent public"
        FORMS = "statuts", "Statuts, coopérations, reprises"
        TRAINING = "formation", "Formation et VAE"
        MOBILITY = "mobilite", "Mobilité et alimentation"
        DATA = "donnees", "Données personnelles"

    class Certainty(models.TextChoices):
        SURE = "sure", "sûre quand la copie a été faite"
        PROBABLE = "probable", "probable, une seule source ou un texte lu en partie"
        OPEN = "a-relire", "à faire relire par un juriste"

    class Precision(models.TextChoices):
        DAY = "jour", "le jour"
        MONTH = "mois", "le mois seulement"
        YEAR = "annee", "l’année seulement"

    slug = models.SlugField("adresse", max_length=80, help_text="Fait partie de l’adresse publique : ne pas changer.")
    titre = models.CharField("titre", max_length=160, help_text="Ce que la règle règle : « Durée du Pass IAE ».")
    valeur = models.TextField(
        "ce que dit la règle", help_text="Une à trois phrases, avec les nombres : ce qui est permis, dû ou interdit."
    )
    domaine = models.CharField("sujet", max_length=20, choices=Subject)
    article = models.CharField(
        "texte et article",
        max_length=300,
        help_text="« Code du travail, R. 5132-1-2 ». Une règle de la plateforme le dit : elle change plus vite.",
    )
    adresse = WebAddressField(
        "adresse publique de la copie lue", max_length=400, blank=True, help_text="Une page que chacun peut ouvrir."
    )
    editeur = models.CharField("où la copie a été lue", max_length=200, help_text="« Légifrance », « Le Moniteur »…")
    copie_du = PastDay(
        "date de la copie lue",
        null=True,
        blank=True,
        help_text="La date que porte la copie, pas le jour de votre lecture. Vide si la copie n’en porte pas.",
    )
    copie_precision = models.CharField(
        "la copie donne",
        max_length=6,
        choices=Precision,
        default=Precision.DAY,
        help_text="De cette date, ce qui est sûr.",
    )
    perimetres = models.ManyToManyField(Perimetre, related_name="regles", verbose_name="qui elle concerne")
    echeance = models.DateField(
        "échéance connue",
        null=True,
        blank=True,
        help_text="Dernier jour où la règle vaut telle qu’elle est écrite ici. Le lendemain, chaque page le dira.",
    )
    echeance_objet = models.CharField(
        "ce qui arrive à cette date",
        max_length=300,
        blank=True,
        help_text="« Fin de l’expérimentation ; suite non trouvée. »",
    )
    certitude = models.CharField(
        "certitude",
        max_length=10,
        choices=Certainty,
        default=Certainty.OPEN,
        help_text="Sûre : le texte a été lu, ou deux sources concordent. De mémoire : à faire relire.",
    )
    a_verifier = models.TextField(
        "ce qui reste à vérifier", blank=True, help_text="Quoi, et auprès de qui. Vide si rien ne reste."
    )
    relue_par = models.CharField(
        "relue par",
        max_length=200,
        blank=True,
        help_text=f"Nom et qualité du juriste. Vide, la page dit « {NOT_READ} ».",
    )
    relue_le = PastDay("relue le", null=True, blank=True)
    passee = models.BooleanField("échéance passée", default=False, editable=False)
    rappel_pour = models.DateField("rappelée pour l’échéance du", null=True, editable=False)

    objects = OriginalsManager.from_queryset(RegleQuerySet)()
    with_copies = NaturalManager.from_queryset(RegleQuerySet)()

    class Meta:
        verbose_name = "règle de droit"
        verbose_name_plural = "règles de droit"
        ordering = ["titre", "slug"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="references_regle_echeance_dite",
                condition=Q(echeance__isnull=True, echeance_objet="")
                | Q(echeance__isnull=False) & ~Q(echeance_objet=""),
                violation_error_message="Une échéance va avec ce qui arrive à cette date : remplissez les deux.",
            ),
            models.CheckConstraint(
                name="references_regle_relecture_datee",
                condition=Q(relue_le__isnull=True, relue_par="") | Q(relue_le__isnull=False) & ~Q(relue_par=""),
                violation_error_message="Une relecture a un auteur et un jour : remplissez les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def clean(self):
        """Say at once that a date typed in a form is over; the worker says it of those that go by."""
        super().clean()
        self.passee = self.echeance is not None and self.echeance < timezone.localdate()

    def get_absolute_url(self) -> str:
        return url("references:regle", self.slug)

    @property
    def resume(self) -> str:
        """What a feed says of it: the rule itself."""
        return self.valeur

    @property
    def copy(self) -> str:
        """Of when the copy is: « copie du 15 janvier 2025 », « copie d’août 2026 », « copie de 2022 »."""
        if not self.copie_du:
            return "copie sans date"
        if self.copie_precision == self.Precision.DAY:
            return f"copie du {formats.date(self.copie_du)}"
        if self.copie_precision == self.Precision.YEAR:
            return f"copie de {self.copie_du.year}"
        month = formats.date(self.copie_du, "F Y")
        return f"copie d’{month}" if month[0] in "ao" else f"copie de {month}"

    @property
    def reading(self) -> str:
        """Who read it, or that nobody did."""
        return f"relue par {self.relue_par} le {formats.date(self.relue_le)}" if self.relue_par else NOT_READ

    @property
    def concerned(self) -> str:
        """Whom it concerns, in a few words; of a rule read `with_box`."""
        return ", ".join(perimetre.sigle for perimetre in self.perimetres.all())


class LinkCheck(models.Model):
    """What came of the last look at an address: the code of the answer, where it led, since when it fails."""

    class Result(models.TextChoices):
        FINE = "bonne", "répond"
        MOVED = "deplacee", "mène ailleurs"
        GONE = "disparue", "n’existe plus"
        REFUSED = "refusee", "refuse de répondre à un programme"
        SILENT = "muette", "ne répond pas"

    address = models.CharField("adresse", max_length=400, unique=True)
    result = models.CharField("résultat", max_length=10, choices=Result)
    code = models.PositiveSmallIntegerField("code", null=True)
    leads_to = models.CharField("mène à", max_length=400, blank=True)
    said = models.CharField("ce qui en est dit", max_length=200, blank=True)
    checked = models.DateTimeField("vérifiée le")
    failing_since = models.DateTimeField("en échec depuis", null=True)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0)

    class Meta:
        verbose_name = "adresse vérifiée"
        verbose_name_plural = "adresses vérifiées"
        ordering = ["-failures", "address"]

    def __str__(self) -> str:
        return self.address

    @property
    def is_broken(self) -> bool:
        """Has it failed often enough to be told?"""
        return self.failures >= FAILURES
