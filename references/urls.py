"""The addresses of what texts rest on."""

from django.urls import path

from references import views

app_name = "references"
urlpatterns = [
    path("regles/", views.regle_list, name="regles"),
    path("regles/<slug:slug>/", views.regle, name="regle"),
]
