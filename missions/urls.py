"""The addresses of the framework."""

from django.urls import path

from missions import views

app_name = "missions"
urlpatterns = [
    path("missions/", views.missions, name="missions"),
    path("missions/<slug:slug>/", views.mission, name="mission"),
    path("principes/", views.principes, name="principes"),
    path("principes/<slug:slug>/", views.principe, name="principe"),
    path("strategies/", views.strategies, name="strategies"),
    path("strategies/<slug:slug>/", views.strategie, name="strategie"),
    path("reperes/", views.reperes, name="reperes"),
    path("reperes/glossaire/", views.glossaire, name="glossaire"),
    path("reperes/<slug:slug>/", views.repere, name="repere"),
]
