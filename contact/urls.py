"""The addresses where a reader writes."""

from django.urls import path

from contact import views

app_name = "contact"
urlpatterns = [
    path("contact/", views.message, name="message"),
    path("signaler-une-erreur/", views.error, name="error"),
    path("avis/", views.served, name="served"),
]
