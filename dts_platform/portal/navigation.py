"""The sections of the site, as its menu shows them."""

from jinja2 import Environment

from dts_platform.portal.pages import PAGES
from dts_platform.web import templates
from fiches.documents.catalogue import offers_of

SECTIONS = {
    "/fiches/": "Fiches",
    "/experiences/": "Expériences",
    "/missions/": "Missions",
    "/principes/": "Principes",
    "/strategies/": "Stratégies",
    "/reperes/": "Repères",
    "/manuel/": "Manuel",
}


def section_of(path: str) -> str:
    """The section of the site a path is in, as its address; that address and « … » below its first page; or nothing."""
    section = f"/{path.split('/', 2)[1]}/" if path.count("/") > 1 else ""
    return "" if section not in SECTIONS else section if path == section else f"{section}…"


def environment(**options) -> Environment:
    """The engine that settings.TEMPLATES names: that of every page, which also knows the menu."""
    env = templates.environment(**options)
    env.globals |= {"sections": SECTIONS, "section_of": section_of, "pages": PAGES, "offers_of": offers_of}
    return env
