"""The pages of the site that are no text: each is declared once, for its title, the menu, the foot and the site map."""

from dataclasses import dataclass

from django.http import HttpRequest

from dts_platform.web.templates import url


@dataclass(frozen=True)
class Page:
    """A page whose address takes no argument; it is in the site map.

    `route` names its address, `title` is that of its tab. `menu` is its name in the menu, when it opens a section of the
    site; `in_foot` says that the foot of every page leads to it. A page all in its `template` has its `address` here.
    `words` are what visitors may call it, beside its title.
    """

    route: str
    title: str
    menu: str = ""
    in_foot: bool = False
    template: str = ""
    address: str = ""
    words: str = ""

    @property
    def name(self) -> str:
        """The name of its address among those of the portal."""
        return self.route.removeprefix("portal:")


def _in_template(name: str, title: str, address: str, template: str, words: str = "") -> Page:
    return Page(f"portal:{name}", title, in_foot=True, template=template, address=address, words=words)


PAGES = (
    Page("portal:accueil", "Accueil"),
    Page("fiches:liste", "Fiches pratiques", menu="Fiches"),
    Page("fiches:situations", "Situations", menu="Situations"),
    Page("experiences:liste", "Expériences de terrain", menu="Expériences"),
    Page("experiences:chiffres", "Les chiffres clés", words="statistiques nombres"),
    Page(
        "portal:territoires",
        "Territoires",
        menu="Territoires",
        words="région département carte contact référent groupe ressource",
    ),
    Page("missions:missions", "Les trois missions", menu="Missions"),
    Page("missions:principes", "Les huit principes d’action", menu="Principes"),
    Page("missions:strategies", "Les trois stratégies", menu="Stratégies"),
    Page("missions:reperes", "Les repères", menu="Repères"),
    Page("missions:glossaire", "Glossaire", words="lexique sigle définition vocabulaire"),
    Page("references:regles", "Les règles de droit", menu="Règles"),
    Page("fiches:manuel", "Le manuel", menu="Manuel", words="livre pdf epub liseuse télécharger"),
    Page("fiches:editions", "Les éditions du manuel", words="version archive historique"),
    Page("fiches:selection", "Ma sélection", words="livret dossier panier"),
    Page("portal:plaquette", "La plaquette", words="brochure dépliant présentation imprimer"),
    Page("contact:message", "Écrire à quelqu’un", in_foot=True, words="contact joindre appeler message courriel"),
    Page("contact:error", "Signaler une erreur", in_foot=True, words="faute coquille lien mort corriger"),
    Page("portal:nouveautes", "Nouveautés", in_foot=True, words="actualité changement mise à jour"),
    Page("fiches:depuis", "Depuis ma copie"),
    _in_template(
        "a_propos",
        "À propos",
        "a-propos/",
        "portal/about.html",
        words="contact éditeur qui sommes-nous écrire signaler erreur",
    ),
    _in_template(
        "accessibilite",
        "Accessibilité",
        "accessibilite/",
        "portal/accessibility.html",
        words="rgaa handicap déclaration lecteur d’écran contact",
    ),
    _in_template(
        "mentions_legales",
        "Mentions légales",
        "mentions-legales/",
        "portal/legal_notice.html",
        words="contact éditeur hébergeur licence adresse",
    ),
    Page("portal:donnees", "Données ouvertes", in_foot=True, words="open data export csv json flux tableur"),
)
_BY_ROUTE = {page.route: page for page in PAGES}


def title_of(request: HttpRequest) -> str:
    """The title of the page that is asked for; nothing when it is not declared here."""
    page = _BY_ROUTE.get(request.resolver_match.view_name) if request.resolver_match else None
    return page.title if page else ""


def sections() -> dict[str, str]:
    """The sections of the site, in the order of its menu: {address: name}."""
    return {url(page.route): page.menu for page in PAGES if page.menu}


def section_of(path: str) -> str:
    """The section of the site a path is in, as its address; that address and « … » below its first page; or nothing."""
    section = next((address for address in sections() if path.startswith(address)), "")
    return section if path == section else f"{section}…" if section else ""
