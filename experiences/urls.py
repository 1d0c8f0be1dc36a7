from django.urls import path

from experiences import views

app_name = "experiences"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<slug:slug>/", views.experience, name="experience"),
]
