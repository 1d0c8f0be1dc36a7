"""The addresses of the fiches, of the documents and of the selection."""

from django.urls import path

from fiches import views
from fiches.documents import views as documents
from fiches.documents.catalogue import PUBLICATIONS
from fiches.selection import views as selection

app_name = "fiches"
urlpatterns = [
    path("fiches/", views.fiche_list, name="liste"),
    path("fiches/<int:numero>/", views.fiche_by_number, name="fiche_par_numero"),
    path("fiches/<slug:slug>/", views.fiche, name="fiche"),
    *(
        path(
            publication.address + format_.suffix,
            documents.download_document,
            {"publication": publication, "format_": format_},
            name=publication.route(format_),
        )
        for publication in PUBLICATIONS
        for format_ in publication.formats
    ),
    path("fiches/<slug:slug>/essentiel/", views.fiche, {"template": "fiches/essential.html"}, name="essentiel"),
    path("fiches/<slug:slug>/facile/", views.easy_fiche, name="facile"),
    path("fiches/<slug:slug>/outil/", views.tool, name="outil"),
    path("facile-a-lire/", views.easy_list, name="faciles"),
    path("situations/", views.situation_list, name="situations"),
    path("situations/<slug:slug>/", views.situation, name="situation"),
    path("manuel/", documents.manuel, name="manuel"),
    path("manuel/editions/", documents.edition_list, name="editions"),
    path("manuel/editions/<slug:slug>/<str:name>", documents.edition_file, name="edition_fichier"),
    path("nouveautes/depuis/", selection.since, name="depuis"),
    path("manuel/<slug:slug>/", views.part, name="partie"),
    path("manuel/<slug:slug>/entiere/", views.whole_part, name="partie_entiere"),
    path("selection/", selection.selection, name="selection"),
    path("selection.pdf", selection.selection_pdf, name="selection_pdf"),
    path("selection.epub", selection.selection_epub, name="selection_epub"),
    path("selection/livret.pdf", selection.selection_pdf, {"folded": True}, name="selection_a_plier"),
    path("documents/<slug:sha256>/<str:name>", documents.document, name="document"),
]
