"""What a document contains. Each class runs all the queries of its document, then gives its HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from dts_platform.core.adresses import absolute
from dts_platform.core.renvois import Renvois
from experiences.models import Experience
from fiches.models import Fiche, Partie
from missions.glossaire import Glossaire
from missions.models import Mission, Principe, Repere, Strategie, Terme

_LIEN = re.compile(r'<a ((?:[^>]*? )?)href="(/[^"]*)"([^>]*)>(.*?)</a>', re.S)


def resolve_links(html: str, ancres: Mapping[str, str]) -> str:
    """Turn links of the site into links of the document where it holds their target, into full addresses elsewhere.

    A reference to a fiche or an experience of the document also says its page.
    """

    def resolve(lien: re.Match) -> str:
        avant, adresse, apres, texte = lien.groups()
        ancre = ancres.get(adresse)
        if not ancre:
            return f'<a {avant}href="{absolute(adresse)}"{apres}>{texte}</a>'
        interne = f'<a {avant}href="#{ancre}"{apres}>{texte}</a>'
        if not adresse.startswith(("/fiches/", "/experiences/")):
            return interne
        return f'{interne}<span class="renvoi"> (p.\u00a0<span class="folio" data-cible="{ancre}">000</span>)</span>'

    return _LIEN.sub(resolve, html)


@dataclass
class Document:
    """Something that can be printed: a name for its file, a title, the HTML of its pages."""

    gabarit: ClassVar[str]

    nom: str
    titre: str
    date: datetime
    contexte: dict = field(default_factory=dict)
    ancres: dict[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        return f"Édition du {date_format(timezone.localtime(self.date), 'j F Y')}"

    def html(self) -> str:
        return resolve_links(render_to_string(self.gabarit, {"document": self, **self.contexte}), self.ancres)


class FicheDocument(Document):
    """One fiche, its tool included."""

    gabarit = "print/fiche.html"

    @classmethod
    def of(cls, fiche: Fiche) -> "FicheDocument":
        contexte = {"objet": fiche, "glossaire": Glossaire.read(), "renvois": Renvois.read(), "prefixe": ""}
        return cls(f"fiche-{fiche.numero:02d}-{fiche.slug}", fiche.titre, fiche.modifie_le, contexte)


class OutilDocument(Document):
    """The tool of a fiche, alone."""

    gabarit = "print/outil.html"

    @classmethod
    def of(cls, fiche: Fiche) -> "OutilDocument":
        return cls(
            f"outil-{fiche.numero:02d}-{fiche.slug}",
            fiche.outil.titre,
            fiche.modifie_le,
            {"objet": fiche, "renvois": Renvois.read()},
        )


class ExperienceDocument(Document):
    """One experience."""

    gabarit = "print/experience.html"

    @classmethod
    def of(cls, experience: Experience) -> "ExperienceDocument":
        contexte = {
            "objet": experience,
            "glossaire": Glossaire.read(),
            "renvois": Renvois.read(),
            "fiches": experience.fiches.published().in_reading_order(),
            "prefixe": "",
        }
        return cls(f"experience-{experience.slug}", experience.nom, experience.modifie_le, contexte)


@dataclass(frozen=True)
class PartieDuManuel:
    """One of the five parts, with its public fiches."""

    partie: Partie
    fiches: list[Fiche]

    @property
    def numero(self) -> int:
        return self.partie.value

    @property
    def titre(self) -> str:
        return self.partie.label

    @property
    def ancre(self) -> str:
        return self.partie.ancre


@dataclass
class Manuel(Document):
    """The whole manual: framework, five parts, experiences, glossary, index."""

    gabarit = "print/manuel.html"

    reperes: list[Repere] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)
    principes: list[Principe] = field(default_factory=list)
    strategies: list[Strategie] = field(default_factory=list)
    parties: list[PartieDuManuel] = field(default_factory=list)
    experiences: list[Experience] = field(default_factory=list)
    termes: list[Terme] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Manuel":
        """Read all that is published, in a number of queries that does not grow with the content."""
        reperes = list(Repere.objects.published().in_reading_order().with_points())
        fiches = list(Fiche.objects.published().in_reading_order().with_everything())
        experiences = list(Experience.objects.published().with_everything())
        dates = [texte.modifie_le for texte in (*reperes, *fiches, *experiences)]
        manuel = cls(
            nom="manuel",
            titre="Développer des territoires solidaires : le manuel pratique",
            date=max(dates, default=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())),
            reperes=reperes,
            missions=list(Mission.objects.prefetch_related("volets__points")),
            principes=list(Principe.objects.prefetch_related("facons_de_faire")),
            strategies=list(Strategie.objects.all()),
            parties=[PartieDuManuel(p, [f for f in fiches if f.partie == p]) for p in Partie],
            experiences=experiences,
            termes=list(Terme.objects.all()),
        )
        manuel.ancres = manuel._anchors()
        manuel.contexte = {"glossaire": Glossaire.of(manuel.termes), "renvois": Renvois.read()}
        return manuel

    @property
    def doctrine(self) -> list[Mission | Principe | Strategie]:
        return [*self.missions, *self.principes, *self.strategies]

    @property
    def fiches(self) -> list[Fiche]:
        return [fiche for partie in self.parties for fiche in partie.fiches]

    @property
    def index(self) -> list[tuple[str, list[tuple[str, list[Fiche]]]]]:
        """(family, [(entry, fiches)]): by principle, by mission, by strategy, by theme."""
        themes = {theme.slug: theme for fiche in self.fiches for theme in fiche.themes.all()}
        familles = [
            ("Par principe d’action", self.principes, "principes"),
            ("Par mission", self.missions, "missions"),
            ("Par stratégie", self.strategies, "strategies"),
            ("Par thème", sorted(themes.values(), key=lambda theme: theme.slug), "themes"),
        ]
        return [
            (
                titre,
                [
                    (str(e), fiches)
                    for e in entrees
                    if (fiches := [f for f in self.fiches if e in getattr(f, relation).all()])
                ],
            )
            for titre, entrees, relation in familles
        ]

    def _anchors(self) -> dict[str, str]:
        sortes = {"fiche": self.fiches, "experience": self.experiences, "repere": self.reperes}
        ancres = {
            objet.get_absolute_url(): f"{sorte}-{objet.slug}" for sorte, objets in sortes.items() for objet in objets
        }
        return ancres | {objet.get_absolute_url(): objet.ancre for objet in self.doctrine}
