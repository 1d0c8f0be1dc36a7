"""Every document the site offers: its name, and how to read what it should now hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from experiences.models import Experience
from fiches.documents import ebook
from fiches.documents.build import BuildPlan, ReadyBytes
from fiches.documents.collection import fiches_prolonging
from fiches.documents.dependencies import Dependencies, Depends
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, name_of_brochure, plaquette_document
from fiches.documents.printing import (
    experience_document,
    fiche_document,
    name_of_experience,
    name_of_fiche,
    name_of_tool,
    outil_document,
)
from fiches.models import Fiche


@dataclass(frozen=True)
class Offer:
    """A document before its texts are read: reading them costs, and is rarely needed.

    `depends` tells what it depends on, which is quickly compared; a document that tells nothing is always read. One is
    `collective` when it holds texts of everywhere: it takes longest.
    """

    name: str
    read: Callable[[], BuildPlan | ReadyBytes]
    depends: Depends | None = None
    collective: bool = False


def manuel_pdf() -> Offer:
    return Offer("manuel.pdf", lambda: BuildPlan(Manuel.read().document()), Dependencies.of_manuel, True)


def manuel_epub() -> Offer:
    def read() -> ReadyBytes:
        manuel = Manuel.read()
        return ReadyBytes(
            "manuel.epub", reverse("fiches:manuel_epub"), manuel.date, ebook.manuel_epub(manuel), manuel.texts
        )

    return Offer("manuel.epub", read, Dependencies.of_manuel, True)


def plaquette_pdf(for_printer: bool = False) -> Offer:
    def read() -> BuildPlan:
        return BuildPlan(plaquette_document(Plaquette.read(), for_printer))

    return Offer(name_of_brochure(for_printer), read, Dependencies.of_brochure, True)


def fiche_pdf(fiche: Fiche) -> Offer:
    """The document of a public fiche; its texts are read again when it is built."""
    return Offer(
        name_of_fiche(fiche),
        lambda: BuildPlan(fiche_document(_whole(fiche))),
        lambda dependencies: dependencies.of_fiche(fiche.pk),
    )


def outil_pdf(fiche: Fiche) -> Offer:
    return Offer(
        name_of_tool(fiche),
        lambda: BuildPlan(outil_document(_whole(fiche))),
        lambda dependencies: dependencies.of_fiche_alone(fiche.pk),
    )


def experience_pdf(experience: Experience) -> Offer:
    def read() -> BuildPlan:
        whole = Experience.objects.published().with_everything().get(pk=experience.pk)
        return BuildPlan(experience_document(whole, fiches_prolonging([whole])[whole.pk]))

    return Offer(name_of_experience(experience), read, lambda dependencies: dependencies.of_experience(experience.pk))


def _whole(fiche: Fiche) -> Fiche:
    return Fiche.objects.published().with_everything().get(pk=fiche.pk)


def offers() -> Iterator[Offer]:
    """All of them: the manual and the brochure first, then each fiche and its tool, each experience."""
    yield manuel_pdf()
    yield manuel_epub()
    yield plaquette_pdf()
    yield plaquette_pdf(for_printer=True)
    fiches = Fiche.objects.published().in_reading_order().select_related("outil")
    for fiche in fiches.only("numero", "slug", "outil__imprimable"):
        yield fiche_pdf(fiche)
        if hasattr(fiche, "outil") and fiche.outil.imprimable:
            yield outil_pdf(fiche)
    for experience in Experience.objects.published().only("slug"):
        yield experience_pdf(experience)
