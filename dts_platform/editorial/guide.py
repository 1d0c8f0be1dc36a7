"""The guides of editors, read from the files of `docs/` and shown in the administration: contents, anchors, links."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from dts_platform.text.html_tree import parse, serialize
from dts_platform.text.markdown import render

GUIDES = {"": "guide-du-referent.md", "redaction": "guide-de-redaction.md"}  # by the last word of their address


@dataclass(frozen=True)
class Section:
    """A section of a guide, and those within it."""

    anchor: str
    title: str
    within: list["Section"]


@dataclass(frozen=True)
class Guide:
    title: str
    body: SafeString
    contents: list[Section]

    @property
    def anchors(self) -> list[str]:
        """Where the page may be entered."""
        return [one.anchor for section in self.contents for one in (section, *section.within)]


def route_of(name: str) -> str:
    """The name of the address of a guide."""
    return f"guide_{name}" if name else "guide"


@cache
def guide(name: str) -> Guide:
    """A guide as its file says it; read once, since files change with the code."""
    text = (settings.BASE_DIR / "docs" / GUIDES[name]).read_text()
    title, _, rest = text.partition("\n")
    root, contents = parse(render(rest, top_heading=2)), []
    for heading in root.iter("h2", "h3"):
        section = Section(slugify(heading.text_content()), heading.text_content(), [])
        heading.set("id", section.anchor)
        (contents if heading.tag == "h2" else contents[-1].within).append(section)
    files = {file: one for one, file in GUIDES.items()}
    for link in root.iter("a"):
        if link.get("href") in files:
            link.set("href", reverse(route_of(files[link.get("href")])))
    body = mark_safe(serialize(root))  # noqa: S308 – rendered from our own file, cleaned, anchors added
    return Guide(re.sub("^# ", "", title), body, contents)


def guide_page(request: HttpRequest, name: str = "") -> HttpResponse:
    """The page of a guide, for who is signed in."""
    others = [(guide(other).title, reverse(route_of(other))) for other in GUIDES if other != name]
    shown = guide(name)
    context = {**admin.site.each_context(request), "title": shown.title, "guide": shown, "others": others}
    return TemplateResponse(request, "admin/guide.html", context)
