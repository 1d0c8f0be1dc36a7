from django.urls import path

from fiches import views

app_name = "fiches"
urlpatterns = [
    path("fiches/", views.liste, name="liste"),
    path("fiches/<slug:slug>.pdf", views.fiche_pdf, name="fiche_pdf"),
    path("fiches/<slug:slug>/", views.fiche, name="fiche"),
    path("fiches/<slug:slug>/outil.pdf", views.outil_pdf, name="outil_pdf"),
    path("experiences/<slug:slug>.pdf", views.experience_pdf, name="experience_pdf"),
    path("manuel/", views.manuel, name="manuel"),
    path("manuel/editions/", views.editions, name="editions"),
    path("manuel.pdf", views.manuel_pdf, name="manuel_pdf"),
]
