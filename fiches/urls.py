from django.urls import path

from fiches import views

app_name = "fiches"
urlpatterns = [
    path("fiches/", views.fiche_list, name="liste"),
    path("fiches/<slug:slug>.pdf", views.fiche_pdf, name="fiche_pdf"),
    path("fiches/<int:numero>/", views.fiche_by_number, name="fiche_par_numero"),
    path("fiches/<slug:slug>/", views.fiche, name="fiche"),
    path("fiches/<slug:slug>/outil.pdf", views.outil_pdf, name="outil_pdf"),
    path("experiences/<slug:slug>.pdf", views.experience_pdf, name="experience_pdf"),
    path("manuel/", views.manuel, name="manuel"),
    path("manuel/editions/", views.editions, name="editions"),
    path("manuel/editions/<slug:slug>/<str:name>", views.edition_file, name="edition_fichier"),
    path("manuel.pdf", views.manuel_pdf, name="manuel_pdf"),
    path("manuel.epub", views.manuel_epub, name="manuel_epub"),
    path("plaquette.pdf", views.plaquette_pdf, name="plaquette_pdf"),
    path("plaquette/imprimeur.pdf", views.plaquette_pdf, {"for_printer": True}, name="plaquette_imprimeur"),
    path("selection/", views.selection, name="selection"),
    path("selection.pdf", views.selection_pdf, name="selection_pdf"),
    path("selection.epub", views.selection_epub, name="selection_epub"),
    path("selection/livret.pdf", views.selection_pdf, {"folded": True}, name="selection_a_plier"),
    path("documents/<slug:sha256>/<str:name>", views.document, name="document"),
]
