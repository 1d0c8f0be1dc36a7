"""The pages shown when something cannot be done. They need neither database nor session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, code: int, gabarit: str) -> HttpResponse:
    return render(request, gabarit, status=code)


def requete_illisible(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "400.html")


def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html")


def page_introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html")


def panne(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "500.html")


def formulaire_perime(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when the anti-forgery token of a form is missing or too old."""
    return _page(request, 403, "403_csrf.html")
