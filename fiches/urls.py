"""The addresses of the fiches, of the documents and of the selection."""

from django.urls import path

from fiches import views
from fiches.documents import views as documents
from fiches.selection import views as selection

app_name = "fiches"
urlpatterns = [
    path("fiches/", views.fiche_list, name="liste"),
    path("fiches/<slug:slug>.pdf", documents.fiche_pdf, name="fiche_pdf"),
    path("fiches/<int:numero>/", views.fiche_by_number, name="fiche_par_numero"),
    path("fiches/<slug:slug>/", views.fiche, name="fiche"),
    path("fiches/<slug:slug>/outil.pdf", documents.outil_pdf, name="outil_pdf"),
    path("experiences/<slug:slug>.pdf", documents.experience_pdf, name="experience_pdf"),
    path("manuel/", documents.manuel, name="manuel"),
    path("manuel/editions/", documents.edition_list, name="editions"),
    path("manuel/editions/<slug:slug>/<str:name>", documents.edition_file, name="edition_fichier"),
    path("manuel.pdf", documents.manuel_pdf, name="manuel_pdf"),
    path("manuel.epub", documents.manuel_epub, name="manuel_epub"),
    path("plaquette.pdf", documents.plaquette_pdf, name="plaquette_pdf"),
    path("plaquette/imprimeur.pdf", documents.plaquette_pdf, {"for_printer": True}, name="plaquette_imprimeur"),
    path("selection/", selection.selection, name="selection"),
    path("selection.pdf", selection.selection_pdf, name="selection_pdf"),
    path("selection.epub", selection.selection_epub, name="selection_epub"),
    path("selection/livret.pdf", selection.selection_pdf, {"folded": True}, name="selection_a_plier"),
    path("documents/<slug:sha256>/<str:name>", documents.document, name="document"),
]
