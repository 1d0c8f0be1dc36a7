"""The brochure: a sheet folded in three and a page of the site, which say the same thing from the same queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse

from dts_platform.core.adresses import absolute
from dts_platform.core.texte import en_clair
from experiences.models import Experience
from fiches.documents import Document, Impression, Morceau, Texte, edition, latest
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie

# What the folded sheet has room for, in characters: its titles, and the part of each summary that it prints.
LIMITES = {
    Repere: {"titre": 60, "extrait": 220},
    Mission: {"titre": 85, "extrait": 120},
    Principe: {"titre": 36, "extrait": 125},
    Strategie: {"titre": 75, "extrait": 125},
    Fiche: {"titre": 85},
}
PREMIERS_PAS = (
    "lire-son-territoire-a-partir-des-trois-constats-fondateurs",
    "reperer-un-besoin-sans-reponse",
    "passer-de-l-envie-au-plan-d-action",
)
MARGE_DU_QR = 4  # modules, as ISO/IEC 18004 asks
# A full stop after one letter, or before an initial, ends no sentence: « art. L. 5132-1 ».
_PREMIERE_PHRASE = re.compile(r".+?(?:[^\W\d_]{2}|[»)])\u202f?[.!?…](?=\s+[«A-ZÀ-Ý](?!\.)|\s*$)", re.S)


def premiere_phrase(texte: str) -> str:
    """The first sentence of a text, without its marks; the whole text when no sentence ends in it."""
    clair = en_clair(texte).strip()
    trouvee = _PREMIERE_PHRASE.match(clair)
    return trouvee[0] if trouvee else clair


@dataclass(frozen=True)
class CodeQR:
    """A QR code as a drawing: its side in modules and the path of its dark ones."""

    adresse: str
    cote: int
    trace: str

    @classmethod
    def of(cls, adresse: str) -> "CodeQR":
        lignes = [bytes(ligne) for ligne in segno.make(adresse, error="m", micro=False).matrix]
        traits = [
            f"M{trait.start() + MARGE_DU_QR} {y}h{len(trait[0])}v1h-{len(trait[0])}z"
            for y, ligne in enumerate(lignes, MARGE_DU_QR)
            for trait in re.finditer(b"\x01+", ligne)
        ]
        return cls(adresse, len(lignes) + 2 * MARGE_DU_QR, "".join(traits))


@dataclass(frozen=True)
class Plaquette:
    """All that the brochure says and that the models hold."""

    fondements: list[Repere]
    missions: list[Mission]
    principes: list[Principe]
    strategies: list[Strategie]
    pas: dict[str, Fiche]
    combien_de_fiches: int
    combien_d_experiences: int
    date: datetime

    @classmethod
    def read(cls) -> "Plaquette":
        """Read it in seven queries, whatever the content holds."""
        totaux = [
            modele.objects.published().aggregate(n=Count("pk"), d=Max("modifie_le")) for modele in (Fiche, Experience)
        ]
        fondements = Repere.objects.published().filter(famille=Repere.Famille.FONDEMENT).in_reading_order()
        fiches = Fiche.objects.published().filter(slug__in=PREMIERS_PAS)
        moments = [*(total["d"] for total in totaux), *(texte.modifie_le for texte in fondements)]
        return cls(
            fondements=list(fondements),
            missions=list(Mission.objects.all()),
            principes=list(Principe.objects.all()),
            strategies=list(Strategie.objects.all()),
            pas={fiche.slug: fiche for fiche in fiches},
            combien_de_fiches=totaux[0]["n"],
            combien_d_experiences=totaux[1]["n"],
            date=latest(moments),
        )

    @property
    def edition(self) -> str:
        return edition(self.date)

    @property
    def site(self) -> str:
        """The address of the site as one says it, without its scheme."""
        return settings.SITE_URL.split("://", 1)[-1]

    @property
    def qr(self) -> CodeQR:
        return CodeQR.of(absolute("/"))

    @staticmethod
    def extrait(objet: Repere | Mission | Principe | Strategie) -> str:
        """What the brochure prints of a summary: all of it for a foundation, its first sentence elsewhere."""
        return en_clair(objet.resume) if isinstance(objet, Repere) else premiere_phrase(objet.resume)

    def trop_longs(self) -> Iterator[str]:
        """Say, a sentence each, which texts are longer than the folded sheet has room for."""
        for objet in (*self.fondements, *self.missions, *self.principes, *self.strategies, *self.pas.values()):
            for champ, limite in LIMITES[type(objet)].items():
                texte = objet.titre if champ == "titre" else self.extrait(objet)
                if len(texte) > limite:
                    yield f"« {objet.titre} » : {champ} de {len(texte)} signes, la plaquette en tient {limite}."


def name_of_brochure(imprimeur: bool) -> str:
    """The name of the file of the brochure."""
    return "plaquette-imprimeur.pdf" if imprimeur else "plaquette.pdf"


def document_de_plaquette(plaquette: Plaquette, imprimeur: bool = False) -> Document:
    """The sheet of two faces, folded in three; for the printer, with bleed and crop marks."""
    titre = "Développer des territoires solidaires\u202f: la plaquette"
    html = Impression(renvois_imprimes=False).html(
        "print/plaquette.html", titre, plaquette=plaquette, imprimeur=imprimeur
    )
    return Document(
        name_of_brochure(imprimeur),
        titre,
        plaquette.date,
        [Morceau(html, detail=True, feuilles=("css/plaquette.css",))],
        [Texte.of(texte) for texte in (*plaquette.fondements, *plaquette.pas.values())],
        adresse=reverse("fiches:plaquette_imprimeur" if imprimeur else "fiches:plaquette_pdf"),
    )
