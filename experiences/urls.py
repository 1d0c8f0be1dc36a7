"""The addresses of the experiences."""

from django.urls import path

from experiences import views

app_name = "experiences"
urlpatterns = [
    path("experiences/", views.experience_list, name="liste"),
    path("chiffres/", views.figure_list, name="chiffres"),
    path("experiences/<slug:slug>/", views.experience, name="experience"),
]
