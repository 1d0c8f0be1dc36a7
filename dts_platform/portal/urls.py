"""The addresses of the portal."""

from django.urls import path

from dts_platform.portal import views
from dts_platform.portal.open_data import FRENCH_CSV
from dts_platform.portal.pages import PAGES

app_name = "portal"
urlpatterns = [
    path("", views.home, name="accueil"),
    path("comprendre/", views.understand, name="comprendre"),
    path("recherche/", views.search, name="recherche"),
    path("recherche/suggestions/", views.search_suggestions, name="suggestions"),
    path("plaquette/", views.plaquette, name="plaquette"),
    *(
        path(page.address, views.simple_page, {"template": page.template}, name=page.name)
        for page in PAGES
        if page.template
    ),
    path("nouveautes/", views.news, name="nouveautes"),
    path("nouveautes/flux.xml", views.news_feed, name="nouveautes_flux"),
    path("territoires/", views.territories, name="territoires"),
    path("territoires/<slug:slug>/", views.territory, name="territoire"),
    path("donnees/", views.open_data, name="donnees"),
    path("donnees/<str:name>.json", views.open_data_json, name="donnees_json"),
    path(
        "donnees/<str:name>-tableur.csv",
        views.open_data_csv,
        {"table": FRENCH_CSV, "suffix": "-tableur"},
        name="donnees_tableur",
    ),
    path("donnees/<str:name>.csv", views.open_data_csv, name="donnees_csv"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("flux.xml", views.latest_feed, name="flux"),
    path("partage/site.png", views.share_image, name="image_du_site"),
    path("partage/<slug:kind>/<slug:slug>.png", views.share_image, name="image"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sante/", views.health, name="sante"),
]
