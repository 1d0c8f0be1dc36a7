"""Which documents still say what the texts say, without reading the texts."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone

from dts_platform.search import mirror
from dts_platform.text import formats
from fiches.documents.build import basis_of, content_token
from fiches.documents.catalogue import Offer, offers
from fiches.documents.dependencies import Dependencies
from fiches.models import BuiltDocument, Lease

LATE = timedelta(minutes=10)  # what a document may take to follow its texts


def _stands(built: BuiltDocument, offer: Offer, dependencies: Dependencies) -> bool:
    """Does what a document was made of still stand? A record without a state, or asked to be made again, does not."""
    return bool(built.jeton and built.empreinte and built.basis) and built.basis == basis_of(
        offer.depends, dependencies, built.links
    )


def _note(token: str, standing: Iterable[BuiltDocument], behind: Iterable[BuiltDocument]) -> None:
    """Note, in one query at most, which are true for this content, and which are behind it, since now if not before.

    One that an editor asked to be made again has no token: it is not noted as true.
    """
    newly_true = [built.pk for built in standing if built.jeton != token]
    newly_behind = [built.pk for built in behind if not built.behind_since]
    if newly_true or newly_behind:
        true, late = Q(pk__in=newly_true) & ~Q(jeton=""), Q(pk__in=newly_behind, behind_since=None)
        BuiltDocument.objects.filter(true | late).update(
            jeton=Case(When(true, Value(token)), default=F("jeton")),
            behind_since=Case(When(late, Value(timezone.now())), default=None, output_field=DateTimeField()),
        )


def still_true(offers: Iterable[Offer]) -> set[str]:
    """The names of the documents that are there and true for the content as it now stands, which is noted."""
    snapshot, by_name = mirror.current(), {offer.name: offer for offer in offers}
    token, dependencies = content_token(snapshot), Dependencies.at(snapshot)
    records = BuiltDocument.objects.only("nom", "jeton", "empreinte", "basis", "links", "fichier", "behind_since")
    standing, behind = [], []
    for built in records.filter(nom__in=by_name):
        stands = built.empreinte and (built.jeton == token or _stands(built, by_name[built.nom], dependencies))
        (standing if stands else behind).append(built)
    _note(token, standing, behind)
    return {built.nom for built in standing if built.fichier and default_storage.exists(built.fichier.name)}


@dataclass(frozen=True)
class LateDocument:
    """A public document that has been older than its texts for long, or was never made: since when, and why, in French."""

    name: str
    since: datetime
    why: str
    never_made: bool = False

    def __str__(self) -> str:
        state = "n’a pas pu être fabriqué" if self.never_made else "est plus ancien que ses textes"
        return f"{self.name} {state}, depuis le {formats.date(self.since, 'j F à H:i')}\u00a0: {self.why}"


def late_documents() -> list[LateDocument]:
    """The documents older than their texts for more than LATE; one query when all are true."""
    snapshot = mirror.current()
    token = content_token(snapshot)
    doubtful = BuiltDocument.objects.exclude(Q(jeton=token) & ~Q(empreinte="")).defer("textes")
    if not (doubtful := list(doubtful)):
        return []
    by_name, dependencies = {offer.name: offer for offer in offers()}, Dependencies.at(snapshot)
    doubtful = [built for built in doubtful if built.nom in by_name]
    behind = [built for built in doubtful if not _stands(built, by_name[built.nom], dependencies)]
    _note(token, [], behind)
    busy = set(Lease.objects.filter(jusqu_a__gte=timezone.now()).values_list("cle", flat=True))
    return [
        LateDocument(built.nom, built.behind_since, _reason(built, busy), not built.sha256)
        for built in behind
        if built.behind_since and built.behind_since < timezone.now() - LATE
    ]


def _reason(built: BuiltDocument, busy: Container[str]) -> str:
    if built.nom in busy:
        return "il est en cours de fabrication."
    if built.erreur:
        return built.erreur.splitlines()[0]
    return "rien ne le refait. Le service qui fabrique les documents est-il en marche\u202f?"


def is_true(built: BuiltDocument, offer: Offer) -> bool:
    """Is this document true for the content as it now stands? It is noted when it had to be found out."""
    snapshot = mirror.current()
    token = content_token(snapshot)
    if built.jeton == token:
        return True
    standing = _stands(built, offer, Dependencies.at(snapshot))
    if standing:
        _note(token, [built], [])
    return standing


def misjudged(offers: Iterable[Offer]) -> Iterator[str]:
    """The documents said to stand whose texts, all read, say otherwise: none, or the rule is wrong."""
    dependencies = Dependencies.at(mirror.current())
    records = {built.nom: built for built in BuiltDocument.objects.all()}
    for offer in offers:
        built = records.get(offer.name)
        if built and _stands(built, offer, dependencies) and built.empreinte != offer.read().state:
            yield offer.name
