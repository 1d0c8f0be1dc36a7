"""What a book for reading devices contains: the manual, or a reader’s own booklet; chapters, then EPUB bytes.

Bodies come from the templates that pages and paper use; `templates/epub/` holds the frames only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from textwrap import wrap

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from dts_platform.core import dates
from dts_platform.core.adresses import absolute
from dts_platform.core.epub import Chapitre, Livre, write_epub
from dts_platform.core.renvois import Renvois
from dts_platform.core.xhtml import one_line, printable
from experiences.models import Experience
from fiches.documents import AUTEUR
from fiches.models import Fiche
from fiches.recueil import Manuel, Rubrique
from missions.glossaire import Glossaire
from missions.models import Mission, Principe, Repere, Strategie, Terme

STYLE = settings.BASE_DIR / "static" / "css" / "livre.css"
# From the legal notice of the site; the booklet of a reader also holds the reader's own words.
DROITS = "Textes sous Licence ouverte 2.0 : les copier, les adapter et les distribuer est permis, en disant d’où ils viennent et à quelle date."
ACCESSIBILITE = (
    "Le livre est fait de textes, de listes et de tableaux simples, dans l’ordre de la lecture ; les titres sont "
    "hiérarchisés, la table des matières et les liens mènent à chaque texte, la présentation suit les réglages du "
    "lecteur. La seule image est la couverture, dont les mots sont donnés en texte. Contrôlé par des outils "
    "automatiques ; aucun audit complet n’a été fait, et les textes faciles à lire n’ont pas encore été relus par des "
    "personnes en situation de handicap."
)
GABARITS = {
    Fiche: "epub/fiche.html",
    Experience: "epub/experience.html",
    Repere: "epub/repere.html",
    Mission: "epub/mission.html",
    Principe: "epub/principe.html",
    Strategie: "epub/strategie.html",
}
Texte = Fiche | Experience | Repere | Mission | Principe | Strategie


@dataclass(frozen=True)
class Groupe:
    """Texts that follow one another, behind a divider when they have a title."""

    textes: Sequence[Texte]
    titre: str = ""
    numero: str = ""
    ancre: str = ""
    repere: str = ""


@dataclass
class Ouvrage:
    """A book before its frame: who chose what, in which order. `chemin` is its path on the site."""

    titre: str
    sous_titre: str
    edition: str
    date: datetime
    chemin: str
    groupes: list[Groupe]
    termes: list[Terme]
    note: str = ""
    index: list[Rubrique] = field(default_factory=list)
    complet: bool = False  # the whole manual: how to use it, every word of the glossary
    rencontres: dict[str, Terme] = field(default_factory=dict)

    @classmethod
    def du_manuel(cls, manuel: Manuel) -> "Ouvrage":
        """The manual, in its own order."""
        cadre = [
            Groupe(manuel.reperes, "Comprendre la démarche", "Repères", "reperes", "Début du texte"),
            Groupe(
                [*manuel.missions, *manuel.principes, *manuel.strategies],
                "Missions, principes d’action, stratégies",
                "Le cadre",
                "cadre",
            ),
        ]
        parties = [Groupe(p.fiches, p.titre, f"Partie {p.numero}", p.ancre) for p in manuel.parties]
        experiences = Groupe(manuel.experiences, "Ce que d’autres ont fait", "Expériences", "experiences")
        return cls(
            titre=manuel.titre,
            sous_titre="Repères, fiches pratiques et expériences",
            edition=manuel.edition.capitalize(),
            date=manuel.date,
            chemin=reverse("fiches:manuel"),
            groupes=[groupe for groupe in (*cadre, *parties, experiences) if groupe.textes],
            termes=manuel.termes,
            index=manuel.index,
            complet=True,
        )

    @classmethod
    def du_lecteur(
        cls, titre: str, textes: Sequence[Fiche | Experience], termes: Iterable[Terme], chemin: str, note: str = ""
    ) -> "Ouvrage":
        """A reader’s own choice of fiches and experiences, in the reader’s order."""
        textes = list(dict.fromkeys(textes))
        if not textes:
            raise ValueError("Choisissez au moins une fiche ou une expérience.")
        date = max(texte.modifie_le for texte in textes)
        return cls(
            titre=one_line(titre) or "Ma sélection",
            sous_titre="Un choix de fiches et d’expériences",
            edition=f"Textes au {dates.date(date)}",
            date=date,
            chemin=chemin,
            groupes=[Groupe(textes, repere="Début du texte")],
            termes=list(termes),
            note=printable(note).strip(),
        )

    def chapitres(self) -> list[Chapitre]:
        """Every chapter in reading order. The glossary comes after the texts: it defines the words they used."""
        corps = [chapitre for groupe in self.groupes for chapitre in self._group(groupe)]
        ouverture = [self._own("epub/titre.html", "Page de titre", "titlepage", repere="Page de titre")]
        if self.complet:
            ouverture.append(self._own("epub/mode-d-emploi.html", "Comment se servir de ce manuel", "introduction"))
        termes = [terme for terme in self.termes if self.complet or terme.slug in self.rencontres]
        fin = []
        if termes:
            adresse = reverse("missions:glossaire")
            fin.append(self._own("epub/glossaire.html", "Glossaire", "glossary", adresse, "Glossaire", objets=termes))
        if self.index:
            fin.append(self._own("epub/index.html", "Index", "index", repere="Index"))
        fin.append(self._own("epub/colophon.html", "À propos de ce livre", "colophon", sources=self.sources))
        return [*ouverture, *corps, *fin]

    @property
    def textes(self) -> list[Texte]:
        return [texte for groupe in self.groupes for texte in groupe.textes]

    @property
    def fiches(self) -> list[Fiche]:
        return [texte for texte in self.textes if isinstance(texte, Fiche)]

    @property
    def sources(self) -> list[Model]:
        """The sources of the framework, each once, in the order they are met."""
        reperes = [texte for texte in self.textes if isinstance(texte, Repere)]
        sources = [source for repere in reperes for source in repere.sources.all()]
        return list({(s.titre, s.editeur, s.date, s.adresse): s for s in reversed(sources)}.values())[::-1]

    @cached_property
    def renvois(self) -> Renvois:
        return Renvois.read()

    @cached_property
    def prolongees(self) -> dict[int, list[Fiche]]:
        """The fiches of the book that prolong each experience, by its key."""
        fiches = defaultdict(list)
        for fiche in self.fiches:
            for prolongement in fiche.prolongements.all():
                fiches[prolongement.experience_id].append(fiche)
        return fiches

    def _own(self, gabarit: str, titre: str, sorte: str, adresse: str = "", repere: str = "", **contexte) -> Chapitre:
        """A chapter of the frame; its file takes the name of its template."""
        return Chapitre(Path(gabarit).stem, titre, self._html(gabarit, contexte), 1, sorte, adresse, repere)

    def _group(self, groupe: Groupe) -> list[Chapitre]:
        if not groupe.titre:
            return [self._text(groupe, texte, 1) for texte in groupe.textes]
        titre = f"{groupe.numero} · {groupe.titre}"
        html = self._html("epub/intercalaire.html", {"groupe": groupe})
        return [
            Chapitre(groupe.ancre, titre, html, 1, "part", repere=groupe.repere),
            *(self._text(groupe, texte, 2) for texte in groupe.textes),
        ]

    def _text(self, groupe: Groupe, texte: Texte, niveau: int) -> Chapitre:
        # Short names: they stand in each link and thrice in the file, and weigh a twentieth of the book when long.
        rang = getattr(texte, "numero", 0) or 1 + groupe.textes.index(texte)
        return Chapitre(
            f"{texte._meta.model_name}-{rang:02d}",
            f"Fiche {texte.numero}. {texte.titre}" if isinstance(texte, Fiche) else str(texte),
            self._html(GABARITS[type(texte)], {"objet": texte, "prolongee_par": self.prolongees.get(texte.pk, [])}),
            niveau,
            adresse=texte.get_absolute_url(),
            repere="" if groupe.titre or texte != groupe.textes[0] else groupe.repere,
            court=not isinstance(texte, Fiche),
        )

    def _html(self, gabarit: str, contexte: dict) -> str:
        """One chapter. It has a glossary of its own: who opens the book anywhere meets each word explained."""
        glossaire = Glossaire.of(self.termes)
        commun = {"recueil": self, "glossaire": glossaire, "renvois": self.renvois, "prefixe": ""}
        html = self.renvois.clean(mark_safe(render_to_string(gabarit, {**commun, **contexte})))  # noqa: S308
        self.rencontres |= glossaire.rencontres
        return html


def _cover(recueil: Ouvrage) -> str:
    """The cover as SVG. A drawing does not break its lines: they are cut here, and a title without end is shortened."""
    bouts = re.split(r"(?<=:)\s", recueil.titre)
    lignes = [ligne for bout in bouts for ligne in wrap(bout, 18, max_lines=8, placeholder=" …")][:8]
    return render_to_string("epub/couverture.svg", {"recueil": recueil, "lignes": lignes})


def livre(recueil: Ouvrage) -> Livre:
    """The book of a collection of texts, framed and ready to write."""
    return Livre(
        titre=recueil.titre,
        auteur=AUTEUR,
        identite=absolute(recueil.chemin),
        date=recueil.date,
        site=absolute("/"),
        chapitres=tuple(recueil.chapitres()),
        style=STYLE.read_text(encoding="utf-8"),
        couverture=_cover(recueil),
        texte_de_couverture=f"Couverture : {recueil.titre}. {recueil.sous_titre}. {recueil.edition}. {AUTEUR}.",
        description=f"{recueil.sous_titre}. {recueil.edition}.",
        droits=DROITS,
        accessibilite=ACCESSIBILITE,
    )


def manuel_epub(manuel: Manuel) -> bytes:
    """The whole manual as EPUB."""
    return write_epub(livre(Ouvrage.du_manuel(manuel)))


def livret_epub(
    titre: str, textes: Sequence[Fiche | Experience], termes: Iterable[Terme], chemin: str, note: str = ""
) -> bytes:
    """A reader’s booklet as EPUB. `textes` come from `published().with_everything()`; `chemin` is its own address."""
    return write_epub(livre(Ouvrage.du_lecteur(titre, textes, termes, chemin, note)))
