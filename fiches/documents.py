"""What a document contains. Each class runs all the queries of its document, then gives its parts as HTML."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dts_platform.core import dates
from dts_platform.core.adresses import absolute
from dts_platform.core.pdf.parts import Etiquette
from dts_platform.core.renvois import Renvois
from dts_platform.core.texte import en_clair
from experiences.models import Experience
from fiches.models import Fiche
from missions.glossaire import Glossaire
from missions.models import Terme

AUTEUR = "Territoires solidaires"
FEUILLES = ("css/impression.css",)
_LIEN = re.compile(r'<a ((?:[^>]*? )?)href="([/#][^"]*)"([^>]*)>(.*?)</a>', re.S)
_TEXTE_DU_SITE = re.compile(r"/(?:fiches|experiences)/[\w-]+/$")
_RENVOI = '\u00a0<span class="folio renvoi" data-forme="renvoi" data-cible="{}">(p.\u00a0000)</span>'


def resolve_links(html: str, renvois: bool) -> SafeString:
    """Make each link of the site a full address; the assembly leads it inside the document when its target is there.

    With `renvois`, a reference to a fiche or an experience also has a slot for its page, and a word of the glossary
    leads to the glossary of the document.
    """

    def resolve(lien: re.Match) -> str:
        avant, adresse, apres, texte = lien.groups()
        if adresse.startswith("#"):
            if not (renvois and adresse.startswith("#mot-")):
                return lien.group()
            adresse = reverse("missions:glossaire") + adresse
        complete = absolute(adresse)
        interne = f'<a {avant}href="{complete}"{apres}>{texte}</a>'
        return interne + _RENVOI.format(complete) if renvois and _TEXTE_DU_SITE.match(adresse) else interne

    return mark_safe(_LIEN.sub(resolve, html))  # noqa: S308 – our own HTML, addresses completed


def code_qr(adresse: str) -> SafeString:
    """An address as a picture that a phone reads, with what it is in words; drawn when the text is laid out."""
    return format_html('<img class="code-qr" src="qr:{0}" alt="Code à lire avec un téléphone : {0}">', adresse)


@dataclass(frozen=True)
class Texte:
    """A text that a document holds: what editions compare, and what must still be public to serve an older file."""

    adresse: str
    titre: str
    modifie_le: datetime

    @classmethod
    def of(cls, objet) -> "Texte":
        return cls(objet.get_absolute_url(), str(objet), objet.modifie_le)


@dataclass(frozen=True)
class Morceau:
    """A part of a document before it is laid out.

    `titre` names its bookmark at `niveau`; `tetes` are its running heads; `adresses` maps the full addresses that it
    answers for to its anchors (its first page when empty). `secours` is laid out instead when `html` cannot be. `signes`
    are those of its margins, when it stands alone.
    """

    html: str
    titre: str = ""
    niveau: int = 1
    tetes: tuple[str, str] | None = None
    adresses: Mapping[str, str] = field(default_factory=dict)
    detail: bool = False
    secours: str = ""
    feuilles: tuple[str, ...] = FEUILLES
    signes: str = ""


@dataclass(frozen=True)
class Document:
    """Something to download: the name of its file, its title, the date of its texts, its parts in order.

    `adresse` is where it is had, on the site.
    """

    nom: str
    titre: str
    date: datetime
    morceaux: Sequence[Morceau]
    textes: Sequence[Texte] = ()
    description: str = ""
    pied: str = ""
    adresse: str = ""

    @property
    def etiquette(self) -> Etiquette:
        date = timezone.localtime(self.date).replace(microsecond=0).isoformat()
        return Etiquette(self.titre, AUTEUR, self.description or self.titre, date, self.pied or self.titre)


def edition(date: datetime) -> str:
    """How the edition of a document is called: the day its last text changed."""
    return f"édition du {dates.date(date)}"


def latest(moments: Iterable[datetime | None]) -> datetime:
    """The last of these moments; the first day of the site when there is none."""
    return max(filter(None, moments), default=datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone()))


def last_date(objets: Iterable) -> datetime:
    """When the last of these texts changed."""
    return latest(objet.modifie_le for objet in objets)


@dataclass
class Impression:
    """What texts are printed with: references, glossary. `renvois_imprimes` is true in a document of several texts.

    `rencontres` gathers the words of the glossary met in the texts printed so far.
    """

    renvois_imprimes: bool
    renvois: Renvois = field(default_factory=Renvois.read)
    glossaire: Glossaire = field(default_factory=Glossaire.read)
    rencontres: dict[str, Terme] = field(default_factory=dict)

    def html(self, gabarit: str, titre: str, **contexte) -> SafeString:
        """A page or more from a template of `print/`; each text links a word of the glossary once."""
        self.glossaire.rencontres = {}
        html = render_to_string(
            gabarit,
            {
                "titre": titre,
                "auteur": AUTEUR,
                "renvois": self.renvois,
                "glossaire": self.glossaire,
                "recueil": self.renvois_imprimes,
                "code_qr": code_qr,
                "prefixe": "",
                "partie": 0,
                **contexte,
            },
        )
        self.rencontres |= self.glossaire.rencontres
        return resolve_links(html, self.renvois_imprimes)

    def texte(self, gabarit: str, objet, titre: str, tetes: tuple[str, str], **contexte) -> Morceau:
        """One text of the site on its own pages."""
        adresse = absolute(objet.get_absolute_url())
        return Morceau(
            self.html(gabarit, titre, objet=objet, **contexte),
            titre,
            2,
            tetes,
            {adresse: ""},
            secours=self.html("print/secours.html", titre, objet=objet, adresse=adresse),
        )

    def fiche(self, fiche: Fiche) -> Morceau:
        titre = f"Fiche {fiche.numero} · {fiche.titre}"
        return self.texte(
            "print/fiche.html", fiche, titre, (f"Partie {fiche.partie} · {fiche.get_partie_display()}", titre)
        )

    def experience(self, experience: Experience, fiches: Iterable[Fiche]) -> Morceau:
        return self.texte(
            "print/experience.html", experience, experience.nom, ("Expériences", experience.nom), fiches=list(fiches)
        )


def _alone(nom: str, adresse: str, morceau: Morceau, objet, description: str, feuilles=FEUILLES) -> Document:
    """A document of one text: its own titles are its bookmarks, and nothing replaces it when it cannot be made."""
    pied = f"{AUTEUR} · {edition(objet.modifie_le)}"
    signes = "".join((*morceau.tetes, pied, "0123456789 /…"))
    seul = Morceau(morceau.html, "", 1, morceau.tetes, morceau.adresses, True, feuilles=feuilles, signes=signes)
    return Document(
        nom,
        morceau.titre,
        objet.modifie_le,
        [seul],
        [Texte.of(objet)],
        en_clair(description),
        pied,
        adresse,
    )


def name_of_fiche(fiche: Fiche) -> str:
    """The name of the file of a fiche."""
    return f"fiche-{fiche.numero:02d}-{fiche.slug}.pdf"


def name_of_tool(fiche: Fiche) -> str:
    """The name of the file of its tool."""
    return f"outil-{fiche.numero:02d}-{fiche.slug}.pdf"


def name_of_experience(experience: Experience) -> str:
    """The name of the file of an experience."""
    return f"experience-{experience.slug}.pdf"


def document_de_fiche(fiche: Fiche) -> Document:
    """One fiche, its tool included. The fiche is read `with_everything`."""
    morceau = Impression(renvois_imprimes=False).fiche(fiche)
    adresse = reverse("fiches:fiche_pdf", args=[fiche.slug])
    return _alone(name_of_fiche(fiche), adresse, morceau, fiche, fiche.resume)


def document_d_outil(fiche: Fiche) -> Document:
    """The tool of a fiche, alone. The fiche is read `with_everything` and has a tool."""
    outil = fiche.outil
    morceau = Impression(renvois_imprimes=False).texte(
        "print/outil.html", fiche, outil.titre, (f"Outil de la fiche {fiche.numero}", fiche.titre)
    )
    adresse = reverse("fiches:outil_pdf", args=[fiche.slug])
    feuilles = (*FEUILLES, "css/champs.css")
    return _alone(name_of_tool(fiche), adresse, morceau, fiche, outil.mode_emploi, feuilles)


def document_d_experience(experience: Experience, fiches: Iterable[Fiche]) -> Document:
    """One experience and the fiches that carry it on. The experience is read `with_everything`."""
    morceau = Impression(renvois_imprimes=False).experience(experience, fiches)
    adresse = reverse("fiches:experience_pdf", args=[experience.slug])
    return _alone(name_of_experience(experience), adresse, morceau, experience, experience.resume)
