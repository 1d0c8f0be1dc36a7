"""Which documents are built and stored.

The desired state of a document is a digest of its parts, the style, the fonts and the engine; its built state is a
stored file. Parts are laid out once, whoever asks, and kept by the digest of what they are made of; a document is put
together from them again as soon as its state changes. Nothing here knows of HTTP: see `downloads`.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from dts_platform.core import depot, fraicheur
from dts_platform.core.editorial import Publiable
from dts_platform.core.pdf import parts as the_parts
from dts_platform.core.pdf.parts import Part, Piece, Rendu, RenduImpossible
from dts_platform.core.pdf.workshop import Interrompu, Workshop
from dts_platform.core.recent import Recent
from dts_platform.core.search import mirror
from fiches.documents import Document, Morceau, Texte
from fiches.models import Bail, DocumentConstruit

RACINE = settings.BASE_DIR / "static"
LEASE = 30.0  # seconds a maker is believed alive without news
PATIENCE = 90.0  # seconds to wait for another maker
RANCUNE = timedelta(hours=1)  # how long a text that could not be laid out is not tried again
UNE_SEMAINE = timedelta(days=7)
_ENGINE = Path(the_parts.__file__).parent
Progress = Callable[[int, int], None]


class Occupe(RenduImpossible):
    """Another process is at work on this, and has been for long."""


@cache
def layout_digest() -> str:
    """A digest of all that shapes a part beside its text."""
    return _digest(
        ("weasyprint", "pydyf", "pyphen", "fonttools"),
        [
            *(
                _ENGINE / f"{nom}.py"
                for nom in ("layout", "shorten", "tags", "formulaire", "streams", "faces", "parts")
            ),
            *(fichier for dossier in ("fonts", "css", "img") for fichier in (RACINE / dossier).iterdir()),
        ],
    )


@cache
def engine_digest() -> str:
    """A digest of all that shapes a document beside its texts."""
    return _digest(("pikepdf",), [*sorted(_ENGINE.glob("*.py"))]) + layout_digest()[:8]


def _digest(packages: Sequence[str], fichiers: Sequence[Path]) -> str:
    condense = hashlib.sha256(" ".join(f"{nom}={version(nom)}" for nom in packages).encode())
    for fichier in sorted(fichiers):
        condense.update(fichier.read_bytes())
    return condense.hexdigest()


def content_token() -> str:
    """What names content, code and engine as they now are: a document found true for it needs no other look.

    Take it before reading texts: what is written meanwhile then has another token.
    """
    return f"{mirror.current().token}-{fraicheur.build()}-{engine_digest()[:8]}{layout_digest()[:8]}"


def key_of(morceau: Morceau) -> str:
    """What names a part: a digest of its text, its style sheets and the engine."""
    return hashlib.sha256(f"{layout_digest()}{morceau.feuilles}{morceau.signes}{morceau.html}".encode()).hexdigest()


@cache
def workshop() -> Workshop:
    """The workshop of this process."""
    return Workshop()


@contextmanager
def _lease(cle: str) -> Iterator[None]:
    """Be the only one at work on this, here and on other machines; wait for whoever is."""
    par, limite = uuid4().hex, time.monotonic() + PATIENCE
    while Bail.objects.held(cle) or not Bail.objects.take(cle, par, LEASE):  # looking is cheaper than trying to write
        if time.monotonic() > limite:
            raise Occupe("Un autre serveur prépare déjà ce document.")
        time.sleep(0.1)
    fini = Event()
    Thread(target=_stay_alive, args=(cle, par, fini), daemon=True).start()
    try:
        yield
    finally:
        fini.set()
        Bail.objects.release(cle, par)


def _stay_alive(cle: str, par: str, fini: Event) -> None:
    """Prolong a lease until the work is done, however long; a process that dies says nothing more."""
    while not fini.wait(LEASE / 3):
        with suppress(DatabaseError):
            Bail.objects.filter(cle=cle, par=par).update(jusqu_a=timezone.now() + timedelta(seconds=LEASE))
        connection.close()


def _lay_out(morceau: Morceau) -> Part:
    return workshop().lay_out(morceau.html, morceau.feuilles, RACINE, morceau.signes)


class Parts:
    """The laid-out parts: kept for all documents, made when missing."""

    @staticmethod
    def _name(cle: str, suffixe: str = "part") -> str:
        return f"documents/parts/{cle[:2]}/{cle}.{suffixe}"

    def kept(self, cle: str) -> Part | None:
        """A part already laid out, whole."""
        enregistre = depot.get(self._name(cle))
        with suppress(ValueError, KeyError, TypeError):  # written by another version
            return Part.load(enregistre) if enregistre else None

    def get(self, morceau: Morceau, cle: str) -> Part:
        """A part, laid out now if nobody did. Raises RenduImpossible, for an hour without trying again."""
        if part := self.kept(cle):
            return part
        self._recall(cle)
        with _lease(f"part-{cle}"):
            if part := self.kept(cle):
                return part
            self._recall(cle)
            try:
                part = _lay_out(morceau)
            except Interrompu:
                raise
            except RenduImpossible as erreur:
                depot.put(self._name(cle, "echec"), str(erreur).encode())
                raise
            depot.put(self._name(cle), part.dump())
        return part

    def _recall(self, cle: str) -> None:
        """Fail at once where layout failed a moment ago."""
        nom = self._name(cle, "echec")
        if (echec := depot.get(nom)) and not _is_old(nom, RANCUNE):
            raise RenduImpossible(echec.decode())

    def forget_failures(self) -> None:
        """Let what could not be laid out be tried again."""
        for nom in list(_files("documents/parts")):
            if nom.endswith(".echec"):
                default_storage.delete(nom)


PARTS = Parts()
PAGES = Recent(40)  # of booklets: a cover, contents, a glossary, an index each


@dataclass(frozen=True)
class Plan:
    """A document and the state it should be built in."""

    document: Document

    @cached_property
    def cles(self) -> list[str]:
        return [key_of(morceau) for morceau in self.document.morceaux]

    @cached_property
    def etat(self) -> str:
        """The desired state: any change of text, order, heads, title, date or engine changes it."""
        suite = [
            [cle, m.titre, m.niveau, m.tetes, sorted(m.adresses.items()), m.detail]
            for cle, m in zip(self.cles, self.document.morceaux, strict=True)
        ]
        voulu = [engine_digest(), vars(self.document.etiquette), suite]
        return hashlib.sha256(json.dumps(voulu, sort_keys=True).encode()).hexdigest()

    def render(self, progress: Progress = lambda fait, total: None) -> tuple[Rendu, list[str]]:
        """The document, and what could not be laid out in it. Raises RenduImpossible when nothing can stand for it."""
        pieces, erreurs = [], []
        for rang, (morceau, cle) in enumerate(zip(self.document.morceaux, self.cles, strict=True), 1):
            try:
                part = self._part(morceau, cle)
            except Occupe:
                raise
            except RenduImpossible as erreur:
                if not morceau.secours:
                    raise
                erreurs.append(f"{morceau.titre} : {erreur}")
                secours = Morceau(morceau.secours, feuilles=morceau.feuilles)
                part = PARTS.get(secours, key_of(secours))
            pieces.append(Piece(part, morceau.titre, morceau.niveau, morceau.detail, morceau.tetes, morceau.adresses))
            progress(rang, len(self.cles))
        return workshop().assemble(pieces, self.document.etiquette, RACINE / "fonts"), erreurs

    def _part(self, morceau: Morceau, cle: str) -> Part:
        """A part; a page of a reader's own booklet is kept in memory only, for it serves once or twice in a row."""
        if self.document.adresse or morceau.secours:
            return PARTS.get(morceau, cle)
        return PAGES.get(cle, lambda: _lay_out(morceau))


@dataclass(frozen=True)
class Octets:
    """A document that makes its own bytes, fast enough to be its own state: an EPUB."""

    nom: str
    adresse: str
    date: datetime
    octets: bytes
    textes: Sequence[Texte]

    @property
    def document(self) -> "Octets":
        return self

    @cached_property
    def etat(self) -> str:
        return hashlib.sha256(self.octets).hexdigest()

    def render(self, progress: Progress = lambda fait, total: None) -> tuple[Rendu, list[str]]:
        progress(1, 1)
        return Rendu(self.octets, 0), []


def stored(construit: DocumentConstruit) -> bytes | None:
    """The file of a document, if it is there and whole."""
    if not construit.fichier:
        return None
    try:
        with construit.fichier.open("rb") as fichier:
            octets = fichier.read()
    except OSError:
        return None
    return octets if hashlib.sha256(octets).hexdigest() == construit.sha256 else None


def _store(plan: Plan | Octets, rendu: Rendu, erreurs: list[str], duree: float, jeton: str) -> DocumentConstruit:
    """Write the file whole, then point the record at it, then drop the file it replaces."""
    document = plan.document
    sha256 = hashlib.sha256(rendu.octets).hexdigest()
    construit = DocumentConstruit.objects.filter(nom=document.nom).first() or DocumentConstruit(nom=document.nom)
    ancien, racine = construit.fichier.name, Path(document.nom)
    ecrit = depot.save(f"documents/{racine.stem}-{sha256[:16]}{racine.suffix}", rendu.octets)
    if not ecrit:
        return DocumentConstruit(nom=document.nom)
    construit.fichier = ecrit
    construit.adresse, construit.empreinte = document.adresse, plan.etat
    construit.sha256, construit.jeton = sha256, jeton
    construit.taille, construit.pages, construit.duree = len(rendu.octets), rendu.pages, duree
    construit.edition_le, construit.construit_le = document.date, timezone.now()
    pages = _pages_of_texts(plan, rendu) if isinstance(plan, Plan) else {}
    construit.textes = [
        [t.adresse, t.titre, t.modifie_le.isoformat(), pages.get(t.adresse, 0)] for t in document.textes
    ]
    construit.textes += [
        [adresse, "", "", 0] for adresse in sorted(_cited(plan) - {t.adresse for t in document.textes})
    ]
    construit.erreur = "\n".join(erreurs)
    construit.save()
    if ancien and ancien != construit.fichier.name:
        default_storage.delete(ancien)
    return construit


def _cited(plan: Plan | Octets) -> set[str]:
    """The texts that a document names without holding them: once withdrawn, they must be named no more."""
    prefixes = "|".join(modele.PREFIXE for modele in Publiable.__subclasses__() if modele.PREFIXE)
    lien = re.compile(rf'href="{re.escape(settings.SITE_URL)}((?:{prefixes})[\w-]+/)"')
    morceaux = plan.document.morceaux if isinstance(plan, Plan) else ()
    citees = {adresse for morceau in morceaux for adresse in lien.findall(morceau.html)}
    return citees - {reverse("missions:glossaire")}


def _pages_of_texts(plan: Plan, rendu: Rendu) -> dict[str, int]:
    """How many pages each text takes, by its path."""
    fins = [*rendu.debuts[1:], rendu.pages + 1]
    return {
        urlsplit(adresse).path: fin - debut
        for morceau, debut, fin in zip(plan.document.morceaux, rendu.debuts, fins, strict=True)
        for adresse, ancre in morceau.adresses.items()
        if not ancre
    }


def known(plan: Plan | Octets, jeton: str) -> DocumentConstruit | None:
    """The record of a document already built in its desired state, noted as true for this content."""
    construit = DocumentConstruit.objects.filter(nom=plan.document.nom, empreinte=plan.etat).first()
    if construit and construit.jeton != jeton:
        construit.jeton = jeton
        construit.save(update_fields=["jeton"])
    return construit


def build(
    read: Callable[[], Plan | Octets], force: bool = False, progress: Progress = lambda fait, total: None
) -> tuple[DocumentConstruit, bytes]:
    """The record and the bytes of a document in its desired state, which `read` gives; built when it is not.

    Raises RenduImpossible when it cannot be made: the record then says why, and keeps the last file.
    """
    jeton, plan = content_token(), read()
    if not force and (ready := _ready(plan, jeton)):
        return ready
    with _lease(plan.document.nom):
        if (maintenant := content_token()) != jeton:  # texts changed while another was at work
            jeton, plan = maintenant, read()
        if not force and (ready := _ready(plan, jeton)):
            return ready
        debut = time.perf_counter()
        try:
            rendu, erreurs = plan.render(progress)
        except Occupe:
            raise
        except RenduImpossible as erreur:
            defaults = {"erreur": str(erreur), "empreinte": ""}  # so that going back to the last text builds it again
            DocumentConstruit.objects.update_or_create(nom=plan.document.nom, defaults=defaults)
            raise
        return _store(plan, rendu, erreurs, time.perf_counter() - debut, jeton), rendu.octets


def _ready(plan: Plan | Octets, jeton: str) -> tuple[DocumentConstruit, bytes] | None:
    construit = known(plan, jeton)
    octets = construit and stored(construit)
    return (construit, octets) if octets else None


def _files(dossier: str) -> Iterator[str]:
    with suppress(OSError):
        dossiers, fichiers = default_storage.listdir(dossier)
        yield from (f"{dossier}/{nom}" for nom in sorted(fichiers))
        for nom in sorted(dossiers):
            yield from _files(f"{dossier}/{nom}")


def sweep(utiles: set[str]) -> int:
    """Delete stored parts that no document needs any more, and files that no record points at; say how many."""
    gardes = {Parts._name(cle) for cle in utiles} | {Parts._name(cle, "echec") for cle in utiles}
    gardes |= set(DocumentConstruit.objects.values_list("fichier", flat=True))
    perdus = [nom for nom in _files("documents") if nom not in gardes and _is_old(nom, UNE_SEMAINE)]
    for nom in perdus:
        default_storage.delete(nom)
    return len(perdus)


def _is_old(nom: str, age: timedelta) -> bool:
    """Was this file written longer ago? What is a week old is in no reader's way, and no worker just wrote it."""
    with suppress(OSError, NotImplementedError):
        return default_storage.get_modified_time(nom) < timezone.now() - age
    return False
