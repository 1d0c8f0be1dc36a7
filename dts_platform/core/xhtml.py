"""How the HTML that our templates print becomes XHTML for a book: well formed, poor, without surprise.

A reading system is not a browser: it stops at the first character or tag that XML refuses. What is not in the lists
below is left out; the words always stay.
"""

import ipaddress
import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit, urlunsplit

_REFUSES = re.compile("[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\U0001fffe\U0001ffff]")
_BLANCS = re.compile(r"[ \t\r\n]+")
_HOTE = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.I)
_POURCENT_SEUL = re.compile(r"%(?![0-9A-Fa-f]{2})")

VIDES = {"br", "hr", "wbr"}
ELEMENTS = VIDES | {
    *("article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "header", "p", "pre", "section"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dd", "dl", "dt", "li", "ol", "ul"),
    *("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    *("a", "abbr", "cite", "code", "del", "dfn", "em", "q", "small", "span", "strong", "sub", "sup"),
}
MUETS = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object"}
# Names of sections (aria-labelledby) stay on the web: in a book of chapters, each would be one landmark too many.
ATTRIBUTS = {"id", "class", "lang", "title", "aria-hidden", "href", "scope", "start", "epub:type"}
RESERVES = {"href": {"a"}, "scope": {"th"}, "start": {"ol"}}


def printable(texte: str) -> str:
    """The text without the characters that XML or a reading system refuses."""
    return _REFUSES.sub("", texte)


def one_line(texte: str) -> str:
    """The text on one line. Not `split()`: it would lose the no-break spaces of French."""
    return _BLANCS.sub(" ", printable(texte)).strip()


def escaped(texte: str) -> str:
    """The text ready to stand in XML, between tags or between double quotes."""
    texte = printable(texte).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return texte.replace('"', "&quot;")


def _host(hote: str) -> str:
    """A host name in its ASCII form; ValueError when it is none."""
    hote = hote.encode("idna").decode("ascii")
    if not _HOTE.fullmatch(hote):
        raise ValueError(hote)
    if hote.rsplit(".", 1)[-1].lower().startswith(tuple("0123456789")):
        ipaddress.IPv4Address(hote)
    return hote


def outside(adresse: str) -> str:
    """A full address in the strict form that reading systems ask for; nothing when it is no web or mail address."""
    try:
        parties = urlsplit(printable(adresse).strip())
        if parties.scheme == "mailto" and "@" in parties.path:
            return f"mailto:{quote(_POURCENT_SEUL.sub('%25', parties.path), safe='%@+.,')}"
        if parties.scheme not in ("http", "https") or not parties.hostname:
            return ""
        hote = _host(parties.hostname) + (f":{parties.port}" if parties.port else "")
    except ValueError:
        return ""
    reste = [quote(_POURCENT_SEUL.sub("%25", m), safe="%/:@!$&'()*+,;=~?") for m in parties[2:]]
    return urlunsplit((parties.scheme, hote, *reste))


@dataclass(frozen=True)
class Adresse:
    """Where a link leads, as its text says it."""

    vers: str


@dataclass(frozen=True)
class Ancre:
    """A place that links lead to."""

    nom: str


@dataclass
class Fragment:
    """A piece of XHTML whose addresses are not decided yet, and the anchors it holds."""

    morceaux: list[str | Adresse | Ancre] = field(default_factory=list)
    ancres: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, html: str, classes: Container[str]) -> "Fragment":
        """Read HTML, whoever wrote it: what opens is closed, an anchor stands once, and of its classes stay those that
        the style sheet knows."""
        lecteur = _Lecteur(classes)
        lecteur.feed(html)
        lecteur.close()
        lecteur.finish()
        return lecteur.fragment

    def xhtml(self, lier: Callable[[str], str], prefixe: str = "") -> str:
        """The XHTML, each address passed through `lier`; a link that leads nowhere becomes plain words. `prefixe` keeps
        its anchors apart from those of other fragments of the file."""

        def write(morceau: str | Adresse | Ancre) -> str:
            if isinstance(morceau, str):
                return morceau
            if isinstance(morceau, Ancre):
                return f' id="{escaped(prefixe + morceau.nom)}"'
            adresse = lier(morceau.vers)
            return f' href="{escaped(adresse)}"' if adresse else ""

        return "".join(map(write, self.morceaux))


class _Lecteur(HTMLParser):
    def __init__(self, classes: Container[str]):
        super().__init__(convert_charrefs=True)
        self.classes = classes
        self.fragment = Fragment()
        self.ouverts: list[str] = []
        self.muet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.muet or tag in MUETS:
            self.muet = self.muet or tag
        elif tag in ELEMENTS:
            ecrire = self.fragment.morceaux.append
            ecrire(f"<{tag}")
            for nom, valeur in attrs:
                self._attribut(tag, nom, valeur or "")
            ecrire("/>" if tag in VIDES else ">")
            if tag not in VIDES:
                self.ouverts.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.muet:
            self.muet = "" if tag == self.muet else self.muet
        elif tag in self.ouverts:
            while (ouvert := self.ouverts.pop()) != tag:
                self.fragment.morceaux.append(f"</{ouvert}>")
            self.fragment.morceaux.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.muet:
            self.fragment.morceaux.append(escaped(data).replace("&quot;", '"'))

    def finish(self) -> None:
        self.fragment.morceaux += [f"</{ouvert}>" for ouvert in reversed(self.ouverts)]

    def _attribut(self, tag: str, nom: str, valeur: str) -> None:
        if nom not in ATTRIBUTS or tag not in RESERVES.get(nom, {tag}) or not valeur.strip():
            return
        if nom == "href":
            self.fragment.morceaux.append(Adresse(valeur))
            return
        if nom == "id":
            self._ancre("-".join(printable(valeur).split()))
            return
        if nom == "class":
            valeur = " ".join(classe for classe in valeur.split() if classe in self.classes)
        if valeur:
            self.fragment.morceaux.append(f' {nom}="{escaped(valeur)}"')
        if nom == "lang":
            self.fragment.morceaux.append(f' xml:lang="{escaped(valeur)}"')

    def _ancre(self, nom: str) -> None:
        if nom and nom not in self.fragment.ancres:
            self.fragment.ancres.add(nom)
            self.fragment.morceaux.append(Ancre(nom))
