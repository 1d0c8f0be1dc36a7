"""The pages of the site that are no text: each is declared once, for its title, the menu, the foot and the site map."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest

from dts_platform.web.addresses import url


@dataclass(frozen=True)
class Page:
    """A page whose address takes no argument; it is in the site map.

    `route` names its address, `title` is that of its tab. `menu` is its name in the menu, when it is one of the doors of
    the site; `door` is the route of the door it stands behind, when it is not one; `in_foot` says that the foot of every
    page leads to it. A page all in its `template` has its `address` here. `words` are what visitors may call it, beside
    its title, the likeliest first.
    """

    route: str
    title: str
    menu: str = ""
    door: str = ""
    in_foot: bool = False
    template: str = ""
    address: str = ""
    words: str = ""

    @property
    def name(self) -> str:
        """The name of its address among those of the portal."""
        return self.route.removeprefix("portal:")


def _in_template(name: str, title: str, address: str, template: str, *, in_foot: bool = True, words: str = "") -> Page:
    return Page(f"portal:{name}", title, in_foot=in_foot, template=template, address=address, words=words)


ACT, BE_INSPIRED, UNDERSTAND, BOOKLET = "fiches:liste", "experiences:liste", "portal:comprendre", "fiches:selection"
PAGES = (
    Page("portal:accueil", "Accueil"),
    Page(ACT, "Fiches pratiques", menu="Agir"),
    Page("fiches:situations", "Situations", door=ACT),
    Page(BE_INSPIRED, "Expériences de terrain", menu="S’inspirer"),
    Page("experiences:chiffres", "Les chiffres clés", door=BE_INSPIRED, words="statistiques nombres"),
    Page(
        "portal:territoires",
        "Territoires",
        door=BE_INSPIRED,
        words="région département carte contact référent groupe ressource",
    ),
    Page(UNDERSTAND, "Comprendre la démarche", menu="Comprendre"),
    Page("missions:missions", "Les trois missions", door=UNDERSTAND),
    Page("missions:principes", "Les huit principes d’action", door=UNDERSTAND),
    Page("missions:strategies", "Les trois stratégies", door=UNDERSTAND),
    Page("missions:reperes", "Les repères", door=UNDERSTAND),
    Page("missions:glossaire", "Glossaire", door=UNDERSTAND, words="lexique sigle définition vocabulaire"),
    Page("references:regles", "Les règles de droit", door=UNDERSTAND),
    Page("fiches:manuel", "Le manuel", door=UNDERSTAND, words="livre pdf epub liseuse télécharger"),
    Page("fiches:editions", "Les éditions du manuel", door=UNDERSTAND, words="version archive historique"),
    Page("portal:plaquette", "La plaquette", door=UNDERSTAND, words="brochure dépliant présentation imprimer"),
    Page(BOOKLET, "Mon dossier", menu="Mon dossier", words="livret sélection panier"),
    Page("fiches:faciles", "Facile à lire", menu="Facile à lire", words="falc simple salarié"),
    Page("contact:message", "Écrire à quelqu’un", in_foot=True, words="contact joindre appeler message courriel"),
    Page("contact:error", "Signaler une erreur", in_foot=True, words="faute coquille lien mort corriger"),
    Page("portal:nouveautes", "Nouveautés", in_foot=True, words="actualité changement mise à jour"),
    Page("fiches:depuis", "Depuis ma copie"),
    _in_template("plan", "Plan du site", "plan/", "portal/plan.html"),
    _in_template("a_propos", "À propos", "a-propos/", "portal/about.html", words="éditeur qui sommes-nous"),
    _in_template("style", "Les pièces du site", "a-propos/style/", "portal/style.html", in_foot=False),
    _in_template("accessibilite", "Accessibilité", "accessibilite/", "portal/accessibility.html", words="handicap"),
    _in_template(
        "criteres", "L’audit, critère par critère", "accessibilite/criteres/", "portal/criteria.html", in_foot=False
    ),
    _in_template(
        "ecoconception", "Écoconception", "ecoconception/", "portal/ecodesign.html", words="sobriété numérique poids"
    ),
    _in_template("mentions_legales", "Mentions légales", "mentions-legales/", "portal/legal_notice.html"),
    Page("portal:donnees", "Données ouvertes", in_foot=True, words="open data export csv json flux tableur"),
)
_BY_ROUTE = {page.route: page for page in PAGES}


def title_of(request: HttpRequest) -> str:
    """The title of the page that is asked for; nothing when it is not declared here."""
    page = _BY_ROUTE.get(request.resolver_match.view_name) if request.resolver_match else None
    return page.title if page else ""


def doors() -> list[Page]:
    """The doors of the site, in the order of its menu."""
    return [page for page in PAGES if page.menu]


def behind(route: str) -> list[Page]:
    """The pages behind a door, in their order."""
    return [page for page in PAGES if page.door == route]


@lru_cache(maxsize=4_096)
def section_of(path: str) -> str:
    """The door that a path stands behind, as its address; that address and « … » elsewhere than on it; or nothing."""
    within = [page for page in PAGES if (page.menu or page.door) and path.startswith(url(page.route))]
    if not within:
        return ""
    nearest = max(within, key=lambda page: len(url(page.route)))
    door = url(nearest.door or nearest.route)
    return door if path == door else f"{door}…"
