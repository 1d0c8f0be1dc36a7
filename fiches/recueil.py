"""Documents of several texts: the manual, and the booklet that a reader makes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.urls import reverse

from dts_platform.core.adresses import absolute
from dts_platform.core.search.french import fold
from dts_platform.core.territoires import REGIONS, Region
from experiences.models import ChiffreCle, Experience
from fiches.documents import AUTEUR, Document, Impression, Morceau, Texte, edition, last_date
from fiches.models import Fiche, Partie, Prolongement
from missions.models import Mission, Principe, Repere, Strategie, Terme

COURT = 14  # texts: a booklet of so many has less than a hundred pages, or hardly more
TITRE_DU_MANUEL = "Développer des territoires solidaires"
ANNEXES = {
    "chiffres": "Chiffres clés",
    "carte": "Carte des expériences",
    "glossaire": "Glossaire",
    "index": "Index",
    "sources": "Sources",
}


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


@dataclass(frozen=True)
class Entree:
    """A line that leads to a text: in a table of contents or an index. `court` names it where there is little room."""

    chemin: str
    libelle: str
    court: str = ""

    @classmethod
    def of(cls, objet) -> "Entree":
        court = f"fiche {objet.numero}" if isinstance(objet, Fiche) else str(objet)
        return cls(objet.get_absolute_url(), str(objet), court)

    @classmethod
    def of_annex(cls, nom: str) -> "Entree":
        return cls(_path_of_annex(nom), ANNEXES[nom])

    @property
    def adresse(self) -> str:
        return absolute(self.chemin)


def _path_of_annex(nom: str) -> str:
    """The path by which a document calls one of its annexes; online, the page of the manual."""
    return f"{reverse('fiches:manuel')}#{nom}"


@dataclass(frozen=True)
class Rubrique:
    """A heading and the lines under it; `partie` is the number of its part, for its colour, or 0."""

    titre: str
    entrees: Sequence
    partie: int = 0


def index_of(fiches: Sequence[Fiche], experiences: Sequence[Experience]) -> list[Rubrique]:
    """The families of the index, each a list of rubrics: by principle, mission, strategy, theme."""
    textes = [(texte, Entree.of(texte)) for texte in (*fiches, *experiences)]
    familles = {
        "Par principe d’action": ("principes", lambda objet: objet.numero),
        "Par mission": ("missions", lambda objet: objet.numero),
        "Par stratégie": ("strategies", lambda objet: objet.numero),
        "Par thème": ("themes", lambda theme: fold(theme.name)),
    }
    return [
        Rubrique(famille, rubriques)
        for famille, (relation, ordre) in familles.items()
        if (rubriques := _rubrics(textes, relation, ordre))
    ]


def _rubrics(textes: Sequence[tuple], relation: str, ordre) -> list[Rubrique]:
    """Each value of a relation with the texts that carry it, in the order of the document."""
    porteurs: dict = {}
    for texte, entree in textes:
        for valeur in getattr(texte, relation).all():
            porteurs.setdefault(valeur, []).append(entree)
    return [Rubrique(str(valeur), porteurs[valeur]) for valeur in sorted(porteurs, key=ordre)]


@dataclass(frozen=True)
class ChiffresDUneExperience:
    experience: Experience
    chiffres: list[ChiffreCle]


@dataclass(frozen=True)
class SourceCitee:
    """A document cited by one text or more, without what each takes from it."""

    titre: str
    editeur: str
    date: str
    adresse: str
    note: str = ""


@dataclass(frozen=True)
class TuileImprimee:
    """A region on the printed map: place in the grid (from 1), initials, number of experiences."""

    region: Region
    compte: int

    @property
    def ton(self) -> int:
        """A shade from 0 (none) to 4 (six or more)."""
        return min(4, (self.compte + 1) // 2)


@dataclass
class Recueil:
    """Texts read for a document: all its queries are run, its parts are made on demand."""

    titre: str
    date: datetime
    fiches: list[Fiche]
    experiences: list[Experience]
    impression: Impression = field(default_factory=lambda: Impression(renvois_imprimes=True))

    @property
    def edition(self) -> str:
        return edition(self.date)

    @property
    def chiffres_de_page(self) -> str:
        """The widest page number that its index has room for; a longer one is narrowed."""
        return "000"

    @property
    def index(self) -> list[Rubrique]:
        return index_of(self.fiches, self.experiences)

    def couverture(self) -> Morceau:
        return Morceau(self.impression.html("print/couverture.html", self.titre, document=self), "Couverture")

    def page(self, gabarit: str, titre: str, **contexte) -> Morceau:
        """A page of the document's own: a divider, a list."""
        return Morceau(
            self.impression.html(gabarit, titre, document=self, **contexte), titre, tetes=(self.titre, titre)
        )

    def annexe(self, gabarit: str, adresses: Mapping[str, str] | None = None, **contexte) -> Morceau:
        """One of its annexes, named as its template; it also answers for `adresses`."""
        nom = Path(gabarit).stem
        titre = ANNEXES[nom]
        html = self.impression.html(gabarit, titre, document=self, **contexte)
        ici = {absolute(_path_of_annex(nom)): ""}
        return Morceau(html, titre, tetes=("Annexes", titre), adresses=ici | (adresses or {}))

    def index_imprime(self) -> Iterable[Morceau]:
        if familles := self.index:
            yield self.annexe("print/index.html", familles=familles)

    def glossaire_imprime(self, termes: Iterable[Terme]) -> Iterable[Morceau]:
        termes = sorted(termes, key=lambda terme: terme.slug)
        if termes:
            page = reverse("missions:glossaire")
            mots = {absolute(f"{page}#mot-{terme.slug}"): f"mot-{terme.slug}" for terme in termes}
            yield self.annexe("print/glossaire.html", mots, objets=termes)

    def experiences_imprimees(self) -> Iterable[Morceau]:
        fiches = fiches_qui_prolongent(self.experiences)
        for experience in self.experiences:
            yield self.impression.experience(experience, fiches[experience.pk])


def fiches_qui_prolongent(experiences: Iterable[Experience]) -> dict[int, list[Fiche]]:
    """The public fiches that carry each experience on, in reading order; one query."""
    fiches: dict[int, list[Fiche]] = {experience.pk: [] for experience in experiences}
    prolongements = Prolongement.objects.filter(experience__in=fiches, fiche__in=Fiche.objects.published())
    for prolongement in prolongements.select_related("fiche").order_by("fiche__numero"):
        fiches[prolongement.experience_id].append(prolongement.fiche)
    return fiches


@dataclass
class Manuel(Recueil):
    """The whole manual: framework, five parts, experiences, figures, map, glossary, index, sources."""

    reperes: list[Repere] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)
    principes: list[Principe] = field(default_factory=list)
    strategies: list[Strategie] = field(default_factory=list)
    parties: list[PartieDuManuel] = field(default_factory=list)
    termes: list[Terme] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Manuel":
        """Read all that is published, in a number of queries that does not grow with the content."""
        reperes = list(Repere.objects.published().in_reading_order().with_points())
        fiches = list(Fiche.objects.published().in_reading_order().with_everything())
        experiences = list(Experience.objects.published().with_everything().with_crossings())
        return cls(
            titre=TITRE_DU_MANUEL,
            date=last_date([*reperes, *fiches, *experiences]),
            fiches=fiches,
            experiences=experiences,
            reperes=reperes,
            missions=list(Mission.objects.prefetch_related("volets__points")),
            principes=list(Principe.objects.prefetch_related("facons_de_faire")),
            strategies=list(Strategie.objects.all()),
            parties=[PartieDuManuel(p, [f for f in fiches if f.partie == p]) for p in Partie],
            termes=list(Terme.objects.all()),
        )

    @property
    def doctrine(self) -> list[Mission | Principe | Strategie]:
        return [*self.missions, *self.principes, *self.strategies]

    @property
    def textes(self) -> list[Texte]:
        return [Texte.of(objet) for objet in (*self.reperes, *self.fiches, *self.experiences)]

    @property
    def sommaire(self) -> list[Rubrique]:
        annexes = [nom for nom in ANNEXES if self.experiences or nom not in ("chiffres", "carte")]
        parties = [
            Rubrique(f"Partie {p.numero} · {p.titre}", [Entree.of(f) for f in p.fiches], p.numero)
            for p in self.parties
            if p.fiches
        ]
        rubriques = [
            Rubrique("Repères", [Entree.of(objet) for objet in self.reperes]),
            Rubrique("Missions, principes, stratégies", [Entree.of(objet) for objet in self.doctrine]),
            *parties,
            Rubrique("Expériences", [Entree.of(objet) for objet in self.experiences]),
            Rubrique("Annexes", [Entree.of_annex(nom) for nom in annexes]),
        ]
        return [rubrique for rubrique in rubriques if rubrique.entrees]

    @property
    def chiffres(self) -> list[ChiffresDUneExperience]:
        return [ChiffresDUneExperience(e, chiffres) for e in self.experiences if (chiffres := list(e.chiffres.all()))]

    @property
    def carte(self) -> list[TuileImprimee]:
        comptes = Counter(experience.region for experience in self.experiences)
        return [TuileImprimee(region, comptes[region.slug]) for region in REGIONS.values()]

    @property
    def sources(self) -> list[SourceCitee]:
        """Each document that a text cites, once, by title."""
        citees = [s for objet in (*self.reperes, *self.experiences) for s in objet.sources.all()]
        citees += [reference for fiche in self.fiches for reference in fiche.references.all()]
        uniques = {
            (fold(s.titre), s.editeur, s.date): SourceCitee(s.titre, s.editeur, s.date, s.adresse) for s in citees
        }
        return [uniques[cle] for cle in sorted(uniques)]

    def document(self) -> Document:
        return Document(
            "manuel.pdf",
            f"{self.titre} : le manuel pratique",
            self.date,
            list(self._pieces()),
            self.textes,
            "Repères, fiches pratiques et expériences pour développer des territoires solidaires. Édition nouvelle.",
            f"{self.titre} · {self.edition}",
            reverse("fiches:manuel_pdf"),
        )

    def _pieces(self) -> Iterable[Morceau]:
        yield self.couverture()
        yield self.page("print/mode_d_emploi.html", "Comment se servir de ce manuel")
        yield self.page("print/sommaire.html", "Sommaire", rubriques=self.sommaire)
        yield from self._framework()
        for partie in self.parties:
            if partie.fiches:
                yield self.page(
                    "print/intercalaire.html",
                    f"Partie {partie.numero} · {partie.titre}",
                    numero=f"Partie {partie.numero}",
                    intitule=partie.titre,
                    partie=partie.numero,
                    entrees=[Entree.of(fiche) for fiche in partie.fiches],
                )
                yield from map(self.impression.fiche, partie.fiches)
        if self.experiences:
            yield self._divider("Expériences", "Ce que d’autres ont fait", self.experiences)
            yield from self.experiences_imprimees()
        yield from self._annexes()

    def _framework(self) -> Iterable[Morceau]:
        yield self._divider("Repères", "Comprendre la démarche", [*self.reperes, *self.doctrine])
        textes = (
            ("print/repere.html", "Repères", self.reperes),
            ("print/mission.html", "Missions", self.missions),
            ("print/principe.html", "Principes d’action", self.principes),
            ("print/strategie.html", "Stratégies", self.strategies),
        )
        for gabarit, rubrique, objets in textes:
            for objet in objets:
                yield self.impression.texte(gabarit, objet, objet.titre, (rubrique, objet.titre))

    def _divider(self, numero: str, intitule: str, objets: Iterable) -> Morceau:
        entrees = [Entree.of(objet) for objet in objets]
        return self.page("print/intercalaire.html", numero, numero=numero, intitule=intitule, partie=0, entrees=entrees)

    def _annexes(self) -> Iterable[Morceau]:
        if self.experiences:
            yield self.annexe("print/chiffres.html")
            yield self.annexe("print/carte.html")
        yield from self.glossaire_imprime(self.termes)
        yield from self.index_imprime()
        yield self.annexe("print/sources.html")


@dataclass
class Livret(Recueil):
    """The texts that a reader chose, in the reader's order, with a title and a line for the reader's group."""

    note: str = ""
    ordre: list[Fiche | Experience] = field(default_factory=list)

    @classmethod
    def of(cls, ordre: Sequence[Fiche | Experience], titre: str, note: str) -> "Livret":
        """A booklet of public texts, read `with_everything` and, for experiences, `with_crossings`."""
        fiches = [objet for objet in ordre if isinstance(objet, Fiche)]
        experiences = [objet for objet in ordre if isinstance(objet, Experience)]
        return cls(titre or "Mon livret", last_date(ordre), fiches, experiences, note=note, ordre=list(ordre))

    @property
    def sommaire(self) -> list[Rubrique]:
        annexes = [Entree.of_annex("glossaire")] if self.impression.rencontres else []
        annexes += [Entree.of_annex("index")] if self.index else []
        return [Rubrique("Textes choisis", [Entree.of(objet) for objet in self.ordre]), Rubrique("Annexes", annexes)]

    @property
    def chiffres_de_page(self) -> str:
        return "00" if len(self.ordre) <= COURT else "000"

    def textes_imprimes(self) -> list[Morceau]:
        """The chosen texts alone, as parts that the manual holds too."""
        experiences = dict(zip([e.pk for e in self.experiences], self.experiences_imprimees(), strict=True))
        return [
            experiences[objet.pk] if isinstance(objet, Experience) else self.impression.fiche(objet)
            for objet in self.ordre
        ]

    def document(self) -> Document:
        textes = self.textes_imprimes()  # first: they say which words the glossary explains
        morceaux = [
            self.couverture(),
            self.page("print/sommaire.html", "Sommaire", rubriques=[r for r in self.sommaire if r.entrees]),
            *textes,
            *self.glossaire_imprime(self.impression.rencontres.values()),
            *self.index_imprime(),
        ]
        return Document(
            "livret.pdf",
            self.titre,
            self.date,
            morceaux,
            [Texte.of(objet) for objet in self.ordre],
            self.note or f"Un choix de {len(self.ordre)} textes du manuel « {TITRE_DU_MANUEL} ».",
            f"{self.titre} · textes de {AUTEUR}, {self.edition}",
        )
