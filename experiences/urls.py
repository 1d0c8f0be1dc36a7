"""The addresses of the experiences."""

from django.urls import path

from experiences import views

app_name = "experiences"
urlpatterns = [
    path("", views.experience_list, name="liste"),
    path("<slug:slug>/", views.experience, name="experience"),
]
