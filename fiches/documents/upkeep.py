"""Which documents still say what the texts say, without reading the texts."""

from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage

from dts_platform.search import mirror
from fiches.documents.build import basis_of, content_token
from fiches.documents.catalogue import Offer
from fiches.documents.dependencies import Dependencies
from fiches.models import BuiltDocument


def _stands(built: BuiltDocument, offer: Offer, dependencies: Dependencies) -> bool:
    """Does what a document was made of still stand? A record without a state, or asked to be made again, does not."""
    return bool(built.jeton and built.empreinte and built.basis) and built.basis == basis_of(
        offer.depends, dependencies, built.links
    )


def _note(records: Iterable[BuiltDocument], token: str) -> None:
    """Note that these are true for this content, in one query; not those that an editor asked for meanwhile."""
    if keys := [built.pk for built in records if built.jeton != token]:
        BuiltDocument.objects.filter(pk__in=keys).exclude(jeton="").update(jeton=token)


def still_true(offers: Iterable[Offer]) -> set[str]:
    """The names of the documents that are there and true for the content as it now stands, which is noted."""
    snapshot, by_name = mirror.current(), {offer.name: offer for offer in offers}
    token, dependencies = content_token(snapshot), Dependencies.at(snapshot)
    records = BuiltDocument.objects.only("nom", "jeton", "empreinte", "basis", "links", "fichier")
    standing = [
        built
        for built in records.exclude(empreinte="")
        if built.nom in by_name
        and (built.jeton == token or _stands(built, by_name[built.nom], dependencies))
        and built.fichier
        and default_storage.exists(built.fichier.name)
    ]
    _note(standing, token)
    return {built.nom for built in standing}


def is_true(built: BuiltDocument, offer: Offer) -> bool:
    """Is this document true for the content as it now stands? It is noted when it had to be found out."""
    snapshot = mirror.current()
    token = content_token(snapshot)
    if built.jeton == token:
        return True
    standing = _stands(built, offer, Dependencies.at(snapshot))
    if standing:
        _note([built], token)
    return standing


def misjudged(offers: Iterable[Offer]) -> Iterator[str]:
    """The documents said to stand whose texts, all read, say otherwise: none, or the rule is wrong."""
    dependencies = Dependencies.at(mirror.current())
    records = {built.nom: built for built in BuiltDocument.objects.all()}
    for offer in offers:
        built = records.get(offer.name)
        if built and _stands(built, offer, dependencies) and built.empreinte != offer.read().state:
            yield offer.name
