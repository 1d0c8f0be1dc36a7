"""What the address of a page shows of it elsewhere: its picture, and what it is, said for machines."""

import json
from functools import lru_cache

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString, mark_safe

from dts_platform.editorial.kinds import kind_with_pages, with_pages
from dts_platform.web.addresses import absolute, url
from dts_platform.web.share_image import ShareImage

OF_SITE = ShareImage("Créer de l’emploi utile, près d’ici", "Fiches, expériences, outils", "territoires-solidaires", 9)


def image_of(kind_name: str, slug: str) -> ShareImage:
    """The picture of a public text; 404 when there is none."""
    kind = next((kind for kind in with_pages() if kind.name == kind_name), None)
    if kind is None:
        raise Http404
    text = get_object_or_404(kind.public(), slug=slug)
    number = getattr(text, "numero", "")
    above = f"{kind.model._meta.verbose_name.capitalize()} {number}".strip()
    tone = f"partie-{text.partie}" if hasattr(text, "partie") else "cover-gold"
    title = getattr(text, "titre", "") or text.nom
    experiences = getattr(text, "prolongements", None)
    return ShareImage(title, above, slug, experiences.count() if experiences else 0, tone)


def share_address(text: Model | None = None) -> str:
    """The address of the picture of a text, or of that of the site."""
    kind = kind_with_pages(type(text)) if text else None
    if kind is None:
        return absolute(url("portal:image_du_site"))
    return absolute(url("portal:image", kind.name, text.slug))


def linked_data(type_: str, **said) -> SafeString:
    """What a page is, in the words of schema.org; what is empty is not said."""
    content = {"@context": "https://schema.org", "@type": type_} | {
        name: value for name, value in said.items() if value
    }
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308 – no « < » is left in it


@lru_cache(maxsize=1_024)
def trail(*steps: tuple[str, str]) -> SafeString:
    """The way to a page, for machines: (name, path) from the home page down; the page itself has no path."""
    items = [
        {"@type": "ListItem", "position": rank, "name": name} | ({"item": absolute(path)} if path else {})
        for rank, (name, path) in enumerate((step for step in steps if step[0]), 1)
    ]
    return linked_data("BreadcrumbList", itemListElement=items)
