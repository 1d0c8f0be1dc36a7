"""One address of each kind of page, and every address of the site."""

from django.urls import reverse

from dts_platform.editorial.kinds import with_pages
from dts_platform.portal.pages import PAGES
from dts_platform.portal.territories import paths

# A page that the site map forgets is read by no test: test_site_map_names_every_page_without_argument holds them.
FIXED = [*(reverse(page.route) for page in PAGES), "/comprendre/?strategie=catalyseur-mediateur", "/recherche/"]
ONE_OF_EACH_KIND = [
    *FIXED,
    "/fiches/?mission=animation-territoire&principe=cooperation&q=clauses",
    "/fiches/?mission=creation-activites&region=corse&q=zzzz",
    "/fiches/?page=3",
    "/manuel/creer/",
    "/fiches/?mission=animation-territoire&vue=tableau",
    "/experiences/?vue=carte",
    "/experiences/?region=bretagne&vue=carte",
    "/fiches/?q=mobilt%C3%A9%20solidaire",
    "/recherche/?q=insertion",
    "/recherche/?q=cooperation&dans=cadre",
    "/recherche/?q=zzzzzz",
    "/fiches/creer-une-ressourcerie/",
    "/fiches/creer-une-ressourcerie/essentiel/",
    "/fiches/creer-une-ressourcerie/outil/",
    "/fiches/informer-sur-les-droits-et-en-faciliter-l-acces/facile/",
    "/fiches/faire-vivre-la-representation-et-les-droits-des-salaries/",
    "/situations/je-rencontre-un-elu/",
    "/territoires/bretagne/",
    "/territoires/mayotte/",
    "/plaquette/?region=bretagne",
    "/recherche/?q=bretagne",
    "/experiences/?region=bretagne",
    "/experiences/jura-service/",
    "/experiences/groupe-archer-pole-sud/",
    "/missions/securisation-parcours/",
    "/principes/decloisonnement/",
    "/strategies/entrepreneur-social/",
    "/reperes/fondement-pouvoir-agir/",
    "/reperes/vita/",
    "/chiffres/?unite=employees&theme=insertion&tri=valeur",
    "/regles/?domaine=achats&perimetre=acheteurs&q=seuils",
    "/regles/plafond-de-480-heures-en-ai/",
    "/contact/?region=bretagne",
    "/avis/?texte=/fiches/creer-une-ressourcerie/&reponse=oui",
    "/selection/?s=13.2.x:jura-service&t=Pour+notre+groupe&q=mobilit%C3%A9",
    "/selection/?s=13.999.absente",
    "/selection/?s=13.2&a=vider",
]
# Heavy on purpose, and kept from search engines: the page of a part leads to it.
WHOLE_PART = "/manuel/vivre/entiere/"


def every_address() -> list[str]:
    """Every public page."""
    return [*FIXED, *paths(), *(text.get_absolute_url() for kind in with_pages() for text in kind.public())]
