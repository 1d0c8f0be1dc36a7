"""The editions of the manual: the current one, which follows the site, and those that an editor froze."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import PurePath
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format

from dts_platform.core import dates, depot
from dts_platform.core.pdf.parts import RenduImpossible
from fiches import bibliotheque
from fiches.bibliotheque import Offre
from fiches.downloads import nothing_withdrawn, public_addresses
from fiches.etats import Etat, with_state
from fiches.models import Bail, DocumentConstruit, Edition, FichierDEdition
from fiches.publishing import Occupe, build, content_token, stored
from fiches.sommaire import Sommaire

ESSAIS = 3  # times the files are made again when texts change meanwhile
DELAI = 180.0  # seconds without news after which a freeze is believed dead
DEJA_PRISE = "Une édition porte déjà cette adresse\u202f: choisissez-en une autre."
SANS_PLACE = (
    "Rien n’a été figé\u202f: les fichiers n’ont pas pu être rangés. La place manque peut-être\u202f; "
    "prévenez la personne qui tient le site."
)

logger = logging.getLogger(__name__)


class GelImpossible(Exception):
    """An edition cannot be frozen; the sentence says why, in French."""


@dataclass(frozen=True)
class Sorte:
    """A file that every edition holds: what readers call it, and the document it is a copy of."""

    libelle: str
    route: str
    offre: Callable[[], Offre]

    @property
    def nom(self) -> str:
        return self.offre().nom


SORTES = (
    Sorte("Le manuel en PDF", "fiches:manuel_pdf", bibliotheque.manuel_pdf),
    Sorte("Le manuel en EPUB, pour liseuse", "fiches:manuel_epub", bibliotheque.manuel_epub),
    Sorte("La plaquette en PDF", "fiches:plaquette_pdf", bibliotheque.plaquette_pdf),
    Sorte(
        "La plaquette pour l’imprimeur, en PDF",
        "fiches:plaquette_imprimeur",
        lambda: bibliotheque.plaquette_pdf(imprimeur=True),
    ),
)


def weight(octets: int) -> str:
    """A size as readers say it: 640 ko, 6,2 Mo."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))}\u00a0ko"
    return f"{number_format(octets / 1_000_000, decimal_pos=1)}\u00a0Mo"


@dataclass(frozen=True)
class Pret:
    """A file ready to be frozen."""

    nom: str
    octets: bytes
    construit: DocumentConstruit


@contextmanager
def _alone(slug: str) -> Iterator[Callable[[], bool]]:
    """Be the only one to freeze under this address: a second click does not do the work twice."""
    cle, par = f"edition-{slug}", uuid4().hex
    if not Bail.objects.take(cle, par, DELAI):
        raise GelImpossible("Cette édition est en train d’être figée. Attendez un moment, puis ouvrez la liste.")
    try:
        yield lambda: Bail.objects.take(cle, par, DELAI)
    finally:
        Bail.objects.release(cle, par)


def _ready(offre: Offre, alive: Callable[[], bool]) -> Pret:
    """A document in its desired state, whole. Raises GelImpossible."""
    try:
        construit, octets = build(offre.read, progress=lambda fait, total: alive())
    except Occupe as erreur:
        raise GelImpossible(
            f"Rien n’a été figé\u202f: {offre.nom} est en train de se construire. Réessayez dans quelques minutes."
        ) from erreur
    except RenduImpossible as erreur:
        raise GelImpossible(f"Rien n’a été figé\u202f: {offre.nom} n’a pas pu être construit. {erreur}") from erreur
    if not construit.sha256:  # built, and no room to keep it
        raise GelImpossible(SANS_PLACE)
    if construit.erreur:
        raise GelImpossible(
            f"Rien n’a été figé\u202f: dans {offre.nom}, une page de remplacement tient lieu d’un texte qui n’a pas pu "
            f"être mis en page. Corrigez-le d’abord. {construit.erreur}"
        )
    return Pret(offre.nom, octets, construit)


def _all_ready(alive: Callable[[], bool]) -> list[Pret]:
    """All the files, made of the texts as they were at one moment."""
    for _ in range(ESSAIS):
        jeton = content_token()
        prets = [_ready(sorte.offre(), alive) for sorte in SORTES]
        if content_token() == jeton:
            return prets
    raise GelImpossible(
        "Rien n’a été figé\u202f: des textes changent pendant que les documents se préparent. Réessayez dans un moment."
    )


def _delete_file(nom: str) -> None:
    try:
        default_storage.delete(nom)
    except OSError as erreur:
        logger.error("Le fichier d’édition %s n’a pas pu être effacé : %s", nom, erreur)


def _write(edition: Edition, pret: Pret, undo: ExitStack) -> FichierDEdition:
    """Copy a file to its place; `undo` removes it. Raises GelImpossible."""
    ecrit = depot.save(f"editions/{edition.slug}/{pret.nom}", pret.octets)
    if not ecrit:
        raise GelImpossible(SANS_PLACE)
    undo.callback(_delete_file, ecrit)
    sha256 = hashlib.sha256(pret.octets).hexdigest()
    return FichierDEdition(
        nom=pret.nom, fichier=ecrit, sha256=sha256, taille=len(pret.octets), pages=pret.construit.pages
    )


def freeze(edition: Edition, par) -> Edition:
    """Keep for ever, under this new edition, the files as they should now be: all of them, or nothing.

    Raises GelImpossible. No transaction is open while documents are built: freezing may wait, publishing does not.
    """
    with _alone(edition.slug) as alive, ExitStack() as undo:
        if Edition.objects.filter(slug=edition.slug).exists():
            raise GelImpossible(DEJA_PRISE)
        prets = _all_ready(alive)
        manuel = next(pret.construit for pret in prets if pret.nom == SORTES[0].nom)
        edition.textes = [texte for texte in manuel.textes if texte[2]]  # those without a date are only cited
        edition.figee_par = par
        _record(edition, [_write(edition, pret, undo) for pret in prets])
        undo.pop_all()
    return edition


def _record(edition: Edition, fichiers: Sequence[FichierDEdition]) -> None:
    """Write the rows, together."""
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
            for fichier in fichiers:
                fichier.edition = edition
            FichierDEdition.objects.bulk_create(fichiers)
    except IntegrityError as erreur:
        raise GelImpossible(DEJA_PRISE) from erreur


def delete(editions: QuerySet[Edition]) -> None:
    """Delete frozen editions; their files go once the database has forgotten them."""
    noms = list(FichierDEdition.objects.filter(edition__in=editions).values_list("fichier", flat=True))
    with transaction.atomic():
        editions.delete()
        for nom in noms:
            transaction.on_commit(lambda nom=nom: _delete_file(nom))


def find_file(slug: str, nom: str) -> FichierDEdition | None:
    """A frozen file by its address."""
    fichiers = FichierDEdition.objects.filter(edition__slug=slug).select_related("edition")
    return next((fichier for fichier in fichiers if fichier.nom == nom), None)


def read_file(fichier: FichierDEdition) -> bytes | None:
    """Its bytes as they were frozen; None when they are damaged or gone, which the log says each time."""
    octets = stored(fichier)
    if octets is None:
        logger.error(
            "Le fichier d’édition %s est abîmé ou absent : remettez-le depuis une sauvegarde (sha256 %s).",
            fichier.fichier.name,
            fichier.sha256,
        )
    return octets


def file_name(fichier: FichierDEdition) -> str:
    """What a reader’s device calls it: two editions are not mistaken for each other."""
    nom = PurePath(fichier.nom)
    return f"{nom.stem}-{fichier.edition.slug}{nom.suffix}"


@dataclass(frozen=True)
class Telechargement:
    """A file to download, with what is known of it."""

    libelle: str
    adresse: str
    pages: int = 0
    taille: int = 0

    @property
    def mesures(self) -> str:
        """« 412 pages, 6,2 Mo »; nothing when the file was never built."""
        pages = [f"{number_format(self.pages)}\u00a0page{'s' if self.pages > 1 else ''}"] if self.pages else []
        return ", ".join([*pages, weight(self.taille)]) if self.taille else ""

    @classmethod
    def of(cls, fichier: FichierDEdition) -> "Telechargement":
        libelles = {sorte.nom: sorte.libelle for sorte in SORTES}
        libelle = libelles.get(fichier.nom, fichier.nom)
        return cls(libelle, fichier.get_absolute_url(), fichier.pages, fichier.taille)


@dataclass(frozen=True)
class TexteNomme:
    """A text that an edition holds; `adresse` is empty when it is no longer public."""

    titre: str
    adresse: str = ""


@dataclass(frozen=True)
class Changements:
    """What an edition has that the one before had not, and the other way round."""

    ajoutes: list[TexteNomme] = field(default_factory=list)
    retires: list[TexteNomme] = field(default_factory=list)
    changes: list[TexteNomme] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.ajoutes or self.retires or self.changes)

    @classmethod
    def between(cls, avant: Sequence, apres: Sequence, publiques: frozenset[str]) -> "Changements":
        """Compare two lists of [address, title, date of last change…], in the order of the manual."""
        anciens = {adresse: (titre, date) for adresse, titre, date, *_ in avant}
        nouveaux = {adresse: (titre, date) for adresse, titre, date, *_ in apres}

        def nommes(textes: dict, choisis: Callable[[str], bool]) -> list[TexteNomme]:
            return [
                TexteNomme(titre, adresse if adresse in publiques else "")
                for adresse, (titre, _) in textes.items()
                if choisis(adresse)
            ]

        return cls(
            nommes(nouveaux, lambda adresse: adresse not in anciens),
            nommes(anciens, lambda adresse: adresse not in nouveaux),
            nommes(nouveaux, lambda adresse: adresse in anciens and anciens[adresse] != nouveaux[adresse]),
        )


@dataclass(frozen=True)
class EditionFigee:
    """A frozen edition as readers see it. `changements` is None for the first one."""

    edition: Edition
    fichiers: list[Telechargement]
    changements: Changements | None

    @classmethod
    def all(cls) -> "list[EditionFigee]":
        """All of them, newest first, each compared with the one before; a fixed number of queries."""
        editions = list(Edition.objects.prefetch_related("fichiers__edition"))
        publiques = public_addresses() if editions else frozenset()
        return [
            cls(
                edition,
                [Telechargement.of(fichier) for fichier in edition.fichiers.all()],
                Changements.between(precedente.textes, edition.textes, publiques) if precedente else None,
            )
            for edition, precedente in zip_longest(editions, editions[1:])
        ]


@dataclass(frozen=True)
class Courante:
    """The current edition: what the manual holds now, the files as they were last built, and what to expect of them."""

    sommaire: Sommaire
    fichiers: list[Telechargement]
    avis: str

    @classmethod
    def read(cls) -> "Courante":
        """Read it in a fixed number of queries."""
        sommaire = Sommaire.read()
        noms = {sorte: sorte.nom for sorte in SORTES}
        construits = {c.nom: c for c in with_state(DocumentConstruit.objects.filter(nom__in=noms.values()))}
        rien = DocumentConstruit()
        fichiers = [
            Telechargement(
                sorte.libelle, reverse(sorte.route), construits.get(nom, rien).pages, construits.get(nom, rien).taille
            )
            for sorte, nom in noms.items()
        ]
        return cls(sommaire, fichiers, notice(construits.get(SORTES[0].nom), sommaire.date))


def notice(construit: DocumentConstruit | None, date: datetime | None) -> str:
    """What a reader should know before downloading the current manual; nothing when it is true to the texts."""
    if construit is None or not construit.sha256 or construit.edition_le is None:
        return "Ce PDF se prépare\u202f: le premier téléchargement peut demander une minute ou deux."
    if construit.etat in (Etat.A_JOUR, Etat.PARTIEL) or date is None:
        return ""
    en_cours, memes_textes = construit.etat == Etat.EN_COURS, construit.edition_le == date
    if not nothing_withdrawn(construit):
        return f"L’édition du {dates.date(date)} est en préparation\u202f: un texte a quitté le manuel, la précédente n’est plus donnée."
    if memes_textes or dates.date(construit.edition_le) == dates.date(date):
        avis = "Le PDF téléchargé en ce moment n’a pas encore le dernier changement\u202f: sa mise à jour est en préparation."
        return avis if en_cours or not memes_textes else ""
    ancienne, nouvelle = dates.date(construit.edition_le), dates.date(date)
    if construit.etat == Etat.ECHEC:
        suite = f"celle du {nouvelle} n’a pas encore pu être mise en page."
    elif en_cours:
        suite = f"celle du {nouvelle} est en préparation."
    else:
        return f"Le dernier PDF construit est l’édition du {ancienne}\u202f; celle du {nouvelle} va être préparée."
    return f"Le PDF téléchargé en ce moment est l’édition du {ancienne}\u202f; {suite}"
