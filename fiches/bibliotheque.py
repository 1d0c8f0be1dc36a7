"""Every document the site offers: its name, and how to read what it should now hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from experiences.models import Experience
from fiches import livre
from fiches.documents import (
    document_d_experience,
    document_d_outil,
    document_de_fiche,
    name_of_experience,
    name_of_fiche,
    name_of_tool,
)
from fiches.models import DocumentConstruit, Fiche
from fiches.plaquette import Plaquette, document_de_plaquette, name_of_brochure
from fiches.publishing import Octets, Plan, workshop
from fiches.recueil import Livret, Manuel, fiches_qui_prolongent
from fiches.selection import Selection
from missions.models import Terme

COUVERTURE_ET_ANNEXES, LIGNES_DU_SOMMAIRE = 4, 36  # pages; lines a page


@dataclass(frozen=True)
class Offre:
    """A document before its texts are read: reading them costs, and is rarely needed."""

    nom: str
    read: Callable[[], Plan | Octets]


def manuel_pdf() -> Offre:
    return Offre("manuel.pdf", lambda: Plan(Manuel.read().document()))


def manuel_epub() -> Offre:
    def read() -> Octets:
        manuel = Manuel.read()
        return Octets(
            "manuel.epub", reverse("fiches:manuel_epub"), manuel.date, livre.manuel_epub(manuel), manuel.textes
        )

    return Offre("manuel.epub", read)


def plaquette_pdf(imprimeur: bool = False) -> Offre:
    return Offre(name_of_brochure(imprimeur), lambda: Plan(document_de_plaquette(Plaquette.read(), imprimeur)))


def fiche_pdf(fiche: Fiche) -> Offre:
    """The document of a public fiche; its texts are read again when it is built."""
    return Offre(name_of_fiche(fiche), lambda: Plan(document_de_fiche(_whole(fiche))))


def outil_pdf(fiche: Fiche) -> Offre:
    return Offre(name_of_tool(fiche), lambda: Plan(document_d_outil(_whole(fiche))))


def experience_pdf(experience: Experience) -> Offre:
    def read() -> Plan:
        entiere = Experience.objects.published().with_everything().get(pk=experience.pk)
        return Plan(document_d_experience(entiere, fiches_qui_prolongent([entiere])[entiere.pk]))

    return Offre(name_of_experience(experience), read)


def _whole(fiche: Fiche) -> Fiche:
    return Fiche.objects.published().with_everything().get(pk=fiche.pk)


def offres() -> Iterator[Offre]:
    """All of them: the manual and the brochure first, then each fiche and its tool, each experience."""
    yield manuel_pdf()
    yield manuel_epub()
    yield plaquette_pdf()
    yield plaquette_pdf(imprimeur=True)
    for fiche in Fiche.objects.published().in_reading_order().select_related("outil"):
        yield fiche_pdf(fiche)
        if hasattr(fiche, "outil") and fiche.outil.imprimable:
            yield outil_pdf(fiche)
    for experience in Experience.objects.published():
        yield experience_pdf(experience)


def chosen(selection: Selection) -> list[Fiche | Experience]:
    """The texts of a reader's choice that are public, whole, in the reader's order; few queries."""
    fiches = {f.slug: f for f in Fiche.objects.published().with_everything().filter(slug__in=_slugs(selection, False))}
    experiences = Experience.objects.published().with_everything().with_crossings()
    experiences = experiences.filter(slug__in=_slugs(selection, True))
    par_slug = {experience.slug: experience for experience in experiences}
    lus = ((par_slug if texte.est_experience else fiches).get(texte.slug) for texte in selection.textes)
    return [texte for texte in lus if texte]


def livret(selection: Selection) -> Plan:
    """The booklet of a reader's choice."""
    return Plan(Livret.of(chosen(selection), selection.titre, selection.note).document())


def livret_epub(selection: Selection) -> bytes:
    """The same for reading devices."""
    adresse = selection.adresse()
    return livre.livret_epub(selection.titre, chosen(selection), Terme.objects.all(), adresse, selection.note)


def _slugs(selection: Selection, experiences: bool) -> list[str]:
    return [texte.slug for texte in selection.textes if texte.est_experience == experiences]


def pages_du_livret(selection: Selection) -> int | None:
    """About how many pages a booklet has: those of its texts in the last manual, and those that every booklet adds."""
    adresses = [texte.record.adresse for texte in selection.textes]
    if not adresses:
        return None
    manuel = DocumentConstruit.objects.filter(nom="manuel.pdf").values_list("textes", flat=True).first()
    pages = {texte[0]: texte[3] for texte in manuel or () if texte[3]}
    if not all(adresse in pages for adresse in adresses):
        return None
    sommaire = 1 + len(adresses) // LIGNES_DU_SOMMAIRE
    return COUVERTURE_ET_ANNEXES + sommaire + sum(pages[adresse] for adresse in adresses)


def folded(plan: Plan) -> bytes:
    """The booklet as sheets to print on both sides, fold and staple."""
    return workshop().impose(plan.render()[0].octets)
