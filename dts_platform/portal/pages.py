"""The pages of the portal that stand alone: each is declared once, for its address, the menu of the foot and the site map."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page that is all in its template. It is in the site map, and in the foot of every page under its title."""

    name: str
    address: str
    title: str
    template: str


PAGES = (
    Page("a_propos", "a-propos/", "À propos", "portal/about.html"),
    Page("accessibilite", "accessibilite/", "Accessibilité", "portal/accessibility.html"),
    Page("mentions_legales", "mentions-legales/", "Mentions légales", "portal/legal_notice.html"),
)
