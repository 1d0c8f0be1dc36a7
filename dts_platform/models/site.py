"""What the site says of itself: who publishes and hosts it, and the words of its own pages."""

import re
from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models

from dts_platform.background.personal import CONTACTS, Personal, keeps
from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.editorial.kinds import Kind, with_data
from dts_platform.text.gated import PlainLines
from dts_platform.text.yaml_text import read_yaml

FOLDER = "site"
DELIVERED = settings.BASE_DIR / "fixtures"
MARK = re.compile(r"\{([^{}\n]*)\}")  # what is counted in a text: the name of a set of open data


def countable() -> dict[str, Kind]:
    """The kinds whose public texts a text may have counted, by the name of the mark that asks for it."""
    return {kind.public_data.name: kind for kind in with_data() if kind.public_data.counted}


@cache
def delivered() -> Mapping[str, Mapping[str, str]]:
    """{slug: the words that the site came with}, read from its content files; from the project's where others say none."""
    files = sorted((settings.CONTENT_DIR / FOLDER).glob("*.yaml")) or sorted((DELIVERED / FOLDER).glob("*.yaml"))
    objects = [one for file in files for one in read_yaml(file.read_text(encoding="utf-8"))]
    return {one["fields"]["slug"]: one["fields"] for one in objects}


ONLY_ONE = "editeur"  # the name of the one row of `Editeur`


@keeps(
    Personal(
        CONTACTS,
        "L’éditeur du site, et le nom de qui en répond",
        "la loi demande de les donner",
        "Tant que le site existe\u202f; l’historique garde les précédents",
        ("courriel", "telephone", "directeur"),
    )
)
class Editeur(NaturalKey):
    """Who publishes the site, who answers for it, who hosts it: one row, which the law wants filled in before it is public."""

    REQUIRED = ("nom", "adresse", "courriel", "directeur", "hebergeur", "hebergeur_adresse")

    slug = models.SlugField(unique=True, max_length=20, default=ONLY_ONE, editable=False)
    nom = models.CharField(
        "éditeur", max_length=200, blank=True, default="", help_text="La personne morale qui publie ce site."
    )
    adresse = PlainLines("adresse de l’éditeur", blank=True, default="", help_text="Celle de son siège.")
    courriel = models.EmailField(
        "adresse de courriel publique",
        blank=True,
        default="",
        help_text="Où un lecteur écrit quand sa région n’a pas de groupe. Elle se lit sur le site.",
    )
    telephone = models.CharField("téléphone public", max_length=30, blank=True, default="")
    horaires = models.CharField("horaires", max_length=120, blank=True, default="")
    directeur = models.CharField(
        "directeur ou directrice de la publication",
        max_length=160,
        blank=True,
        default="",
        help_text="Son nom : la loi le demande.",
    )
    hebergeur = models.CharField("hébergeur", max_length=200, blank=True, default="")
    hebergeur_adresse = PlainLines("adresse de l’hébergeur", blank=True, default="")
    hebergeur_telephone = models.CharField("téléphone de l’hébergeur", max_length=30, blank=True, default="")

    objects = NaturalManager()

    class Meta:
        verbose_name = "éditeur du site"
        verbose_name_plural = "éditeur du site"

    def __str__(self) -> str:
        return self.nom or "Éditeur à renseigner"

    def clean(self):
        """Refuse a second row: the site would not know which one publishes it."""
        super().clean()
        if self.slug != ONLY_ONE:
            raise ValidationError(f"Le site n’a qu’un éditeur\u202f: son repère est «\u202f{ONLY_ONE}\u202f».")

    @property
    def address(self) -> str:
        """Where a reader writes to the publisher: what is said here, else what the settings say."""
        return self.courriel or settings.CONTACT_EMAIL

    @classmethod
    def missing(cls) -> list[str]:
        """The French names of what the law asks and that nobody filled in yet; one query."""
        row = cls.objects.first() or cls()
        return cls.missing_among({name: getattr(row, name) for name in cls.REQUIRED} | {"courriel": row.address})

    @classmethod
    def missing_among(cls, said: Mapping[str, str]) -> list[str]:
        """The same, of what is said by name of field."""
        return [str(cls._meta.get_field(name).verbose_name) for name in cls.REQUIRED if not said[name].strip()]


def publisher_trouble() -> str:
    """What the site lacks before it may be public, in a sentence; nothing when all is said."""
    missing = Editeur.missing()
    return f"Ce site ne dit pas encore qui le publie\u202f: il manque {', '.join(missing)}." if missing else ""


@checks.register(checks.Tags.security, deploy=True)
def check_publisher(**_) -> list[checks.CheckMessage]:
    """`check --deploy` refuses a site that does not say who publishes it."""
    try:
        trouble = publisher_trouble()
    except DatabaseError:
        trouble = "La base ne peut pas dire qui publie le site."
    hint = "Administration, «\u202fÉditeur du site\u202f»."
    return [checks.Error(trouble, hint=hint, id="site.E001")] if trouble else []


class TexteDuSite(NaturalKey):
    """Words of a page that is no text of the manual. It is public as long as the page stands: it has versions, no state."""

    slug = models.SlugField("repère", unique=True, max_length=60, editable=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=0, editable=False)
    emplacement = models.CharField("où il se lit", max_length=160, editable=False)
    titre = models.CharField("titre", max_length=160, blank=True, default="")
    chapo = models.TextField("chapeau", blank=True, default="", help_text="Une ou deux phrases, sous le titre.")
    texte = models.TextField(
        "texte",
        blank=True,
        default="",
        help_text="En CommonMark : ## pour un intertitre, - pour une liste, [mots](/adresse/) pour un lien.",
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "texte du site"
        verbose_name_plural = "textes du site"
        ordering = ["ordre", "slug"]

    def __str__(self) -> str:
        return self.emplacement

    def clean(self):
        """Refuse a mark that nothing would replace, and words that would leave their place on the page empty."""
        super().clean()
        errors = {}
        for name in ("titre", "chapo", "texte"):
            unknown = [mark for mark in MARK.findall(getattr(self, name)) if mark not in countable()]
            if unknown:
                known = " ".join(f"{{{mark}}}" for mark in countable())
                errors[name] = f"Rien ne remplacerait «\u202f{{{unknown[0]}}}\u202f». On peut compter\u202f: {known}."
        came_with = delivered().get(self.slug, {"titre": "…"})
        for name in ("titre", "chapo", "texte"):
            if came_with.get(name) and not getattr(self, name).strip():
                errors[name] = "Ces mots sont lus sur le site\u202f: ils ne peuvent pas être vides."
        if errors:
            raise ValidationError(errors)
