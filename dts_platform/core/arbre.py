"""HTML as a tree that prints back what it read, so that a text may be changed without touching the rest."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

INTOUCHABLES = {"a", "code", "pre"}
_SANS_FIN = {"br", "hr", "img", "input", "wbr"}


class Noeud:
    """An element, its start tag as it was written."""

    def __init__(self, balise: str, ouvrante: str = ""):
        self.balise, self.ouvrante = balise, ouvrante
        self.enfants: list[Noeud | Texte] = []
        self.ajout = ""

    def html(self) -> str:
        dedans = "".join(enfant.html() for enfant in self.enfants) + self.ajout
        fermante = f"</{self.balise}>" if self.ouvrante and self.balise not in _SANS_FIN else ""
        return f"{self.ouvrante}{dedans}{fermante}"

    def feuilles(self, intouchable: bool = False) -> Iterator["Texte"]:
        for enfant in self.enfants:
            if isinstance(enfant, Texte):
                enfant.intouchable = intouchable
                yield enfant
            else:
                yield from enfant.feuilles(intouchable or enfant.balise in INTOUCHABLES)

    def elements(self) -> Iterator["Noeud"]:
        yield self
        for enfant in self.enfants:
            if isinstance(enfant, Noeud):
                yield from enfant.elements()

    @property
    def texte(self) -> str:
        return "".join(feuille.texte for feuille in self.feuilles())


class Texte:
    """Characters between two tags; `sorties` replaces some of them by a field when printed."""

    def __init__(self, texte: str):
        self.texte, self.intouchable = texte, False
        self.sorties: list[tuple[int, int, str]] = []

    def html(self) -> str:
        morceaux, fin = [], 0
        for debut, suite, champ in self.sorties:
            morceaux += [_text_html(self.texte[fin:debut]), champ]
            fin = suite
        return "".join([*morceaux, _text_html(self.texte[fin:])])


def _text_html(texte: str) -> str:
    return escape(texte, quote=False).replace("\u00a0", "&nbsp;")


class _Lecteur(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.racine = Noeud("")
        self.pile = [self.racine]

    def handle_starttag(self, tag, attrs):
        noeud = Noeud(tag, self.get_starttag_text() or f"<{tag}>")
        self.pile[-1].enfants.append(noeud)
        if tag not in _SANS_FIN:
            self.pile.append(noeud)

    def handle_startendtag(self, tag, attrs):
        self.pile[-1].enfants.append(Noeud("br", self.get_starttag_text() or ""))

    def handle_endtag(self, tag):
        if any(noeud.balise == tag for noeud in self.pile[1:]):
            while self.pile.pop().balise != tag:
                pass

    def handle_data(self, data):
        self.pile[-1].enfants.append(Texte(data))


def lire(html: str) -> Noeud:
    """Return the root of the tree of an HTML text; tags left open are closed, tags never opened are dropped."""
    lecteur = _Lecteur()
    lecteur.feed(html)
    lecteur.close()
    return lecteur.racine
