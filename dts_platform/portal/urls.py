from django.urls import path

from dts_platform.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("recherche/", views.recherche, name="recherche"),
    path("recherche/suggestions/", views.recherche_suggestions, name="suggestions"),
    path("plaquette/", views.plaquette, name="plaquette"),
    path("a-propos/", views.a_propos, name="a_propos"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("donnees/", views.donnees, name="donnees"),
    path("donnees/<str:quoi>.json", views.donnees_json, name="donnees_json"),
    path("donnees/<str:quoi>.csv", views.donnees_csv, name="donnees_csv"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("flux.xml", views.Flux(), name="flux"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sante/", views.sante, name="sante"),
]
