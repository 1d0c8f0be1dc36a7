"""How a page becomes bytes: HTML in, tagged PDF out. Knows nothing of fiches.

Page numbers: WeasyPrint's `target-counter()` prints wrong ones on a long document, silently. So a printed
number stands in a slot of fixed width, `<span class="folio" data-cible="anchor">000</span>`: lay out, read
where each anchor fell, write the numbers in the slots, draw. The tests read them back on the whole manual.

Every PDF declares both PDF/UA-1 (accessible) and PDF/A-2a (lasting), and is the same to the byte each time.
"""

import json
import logging
import re
import resource
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SCHEME = "projet"
CPU_SECONDS = 900
MEMORY_BYTES = 3 * 1024**3
_GROUPE_DE_DEFINITIONS = re.compile(r"<div>\s*(?=<dt)|(?<=</dd>)\s*</div>")
_FOLIO = re.compile(r'<span class="folio" data-cible="([^"]+)">')

_PDFUA = """<rdf:Description rdf:about="" pdfuaid:part="1"/><rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_ESPACES_DE_NOMS = (
    '<rdf:RDF xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
)


class RenduImpossible(Exception):
    """A document could not be laid out; the message says why in French."""


@dataclass(frozen=True)
class Rendu:
    """A finished document: its bytes, its number of pages, the page each anchor fell on (from 1)."""

    octets: bytes
    pages: int
    ancres: Mapping[str, int] = field(default_factory=dict)


def _fetcher(racine: Path):
    """A fetcher that reads `projet:` files below a folder, and nothing else: no network, no other file."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def __init__(self):
            super().__init__(allowed_protocols={"data"}, fail_on_errors=True)

        def fetch(self, url, headers=None):
            if not url.startswith(f"{SCHEME}:"):
                if url.startswith("data:"):
                    return super().fetch(url, headers)
                raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
            fichier = (racine / url.removeprefix(f"{SCHEME}:")).resolve()
            if not fichier.is_relative_to(racine.resolve()) or not fichier.is_file():
                raise FatalURLFetchingError(f"fichier refusé : {url[:80]}")
            return URLFetcherResponse(url, fichier.read_bytes())

    return Fetcher()


def _declare_both(document) -> None:
    """Declare PDF/UA-1 beside PDF/A-2a: WeasyPrint has one variant at a time."""
    original = document.metadata.generate_rdf_metadata

    def generate(*args):
        xmp = original(*args).decode()
        return xmp.replace("<rdf:RDF", _ESPACES_DE_NOMS, 1).replace("</rdf:RDF>", f"{_PDFUA}</rdf:RDF>", 1).encode()

    document.metadata.generate_rdf_metadata = generate


def _keep_links_of_anchors(document) -> None:
    """Only `a` boxes keep a link annotation: nested ones would get their own, outside the tags (UA-1 7.18.5)."""
    for page in document.pages:
        page.links[:] = [lien for lien in page.links if lien[3].element_tag.split(":")[0] == "a"]


def _settle_streams(document, pdf) -> None:
    """Leave the metadata plain, as PDF/A-2 asks, and let no stream end in a line break.

    A compressed stream whose last byte is one looks a byte too short to a strict reader; a space more changes
    its check sum, which comes last.
    """
    import pydyf

    for objet in pdf.objects:
        if not isinstance(objet, pydyf.Stream):
            continue
        if objet.extra.get("Type") == "/Metadata":
            objet.compress = False
        elif objet.compress:
            # pydyf writes its own operands (numbers, dictionaries): let it do so, then take the bytes between.
            ecrit = pydyf.Stream(objet.stream).data
            brut = ecrit[ecrit.index(b"stream\n") + 7 : -len(b"\nendstream")]
            while (comprime := zlib.compress(brut, 9))[-1:] in (b"\r", b"\n"):
                brut += b" "
            objet.stream, objet.compress = [comprime], False
            objet.extra["Filter"] = "/FlateDecode"


def _print_folios(document, ancres: Mapping[str, int]) -> None:
    """Write in each slot the page its target begins on. A slot has a fixed width: nothing else moves.

    Done on the laid-out boxes, between layout and drawing: a second layout would double the time.
    """
    from weasyprint.formatting_structure.boxes import TextBox

    for page in document.pages:
        for boite in page._page_box.descendants():
            cible = isinstance(boite, TextBox) and boite.element is not None and boite.element.get("data-cible")
            if not cible:
                continue
            chiffre = boite.width / len(boite.text)
            boite.text = boite.pango_layout.text = str(ancres[cible])
            largeur = chiffre * len(boite.text)
            if boite.style["text_align_all"] in ("right", "end"):
                boite.position_x += boite.width - largeur
            boite.width = largeur


def render_pdf(html: str, feuilles: list[str], racine: Path) -> Rendu:
    """Lay out HTML with the style sheets named (paths below `racine`), page numbers proved.

    Raises RenduImpossible when an anchor is missing or the engine gives up.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    html = _GROUPE_DE_DEFINITIONS.sub("", html)  # tagged as Div inside L, which PDF/UA-1 refuses
    polices, fetcher = FontConfiguration(), _fetcher(racine)
    styles = [
        CSS(string=(racine / f).read_text(), font_config=polices, url_fetcher=fetcher, base_url=f"{SCHEME}:css/x.css")
        for f in feuilles
    ]
    cibles = set(_FOLIO.findall(html))
    try:
        source = HTML(string=html, url_fetcher=fetcher, base_url=f"{SCHEME}:page.html")
        document = source.render(stylesheets=styles, font_config=polices)
        ancres: dict[str, int] = {}
        for numero, page in enumerate(document.pages, 1):
            for nom in page.anchors:
                ancres.setdefault(nom, numero)
        if manquantes := cibles - ancres.keys():
            raise RenduImpossible(f"Renvoi vers un texte absent du document : {', '.join(sorted(manquantes)[:5])}.")
        _print_folios(document, ancres)
        _keep_links_of_anchors(document)
        _declare_both(document)
        octets = document.write_pdf(pdf_variant="pdf/a-2a", finisher=_settle_streams)
    except (FatalURLFetchingError, RecursionError, ZeroDivisionError, MemoryError, ValueError) as erreur:
        raise RenduImpossible(f"Le texte ne peut pas être mis en page : {erreur}") from erreur
    return Rendu(octets, len(document.pages), ancres)


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def render_in_child(html: str, feuilles: list[str], racine: Path) -> Rendu:
    """Same as `render_pdf`, in a process of its own with limits on time and memory.

    The web server keeps answering meanwhile, and a hostile text can only harm its own document.
    """
    demande = json.dumps({"html": html, "feuilles": feuilles, "racine": str(racine)})
    enfant = subprocess.run(  # noqa: S603 – our own interpreter and module
        [sys.executable, "-m", "dts_platform.core.pdf"],
        input=demande.encode(),
        capture_output=True,
        preexec_fn=_limits,  # noqa: PLW1509 – sets limits only, takes no lock
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if enfant.returncode:
        raise RenduImpossible(
            enfant.stderr.decode(errors="replace").strip()[-500:] or "Le rendu a dépassé ses limites."
        )
    entete, octets = enfant.stdout.split(b"\n", 1)
    resume = json.loads(entete)
    return Rendu(octets, resume["pages"], resume["ancres"])


def main() -> int:
    demande = json.load(sys.stdin)
    try:
        rendu = render_pdf(demande["html"], demande["feuilles"], Path(demande["racine"]))
    except RenduImpossible as erreur:
        sys.stderr.write(str(erreur))
        return 1
    sys.stdout.buffer.write(
        json.dumps({"pages": rendu.pages, "ancres": dict(rendu.ancres)}).encode() + b"\n" + rendu.octets
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
