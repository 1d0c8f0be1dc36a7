"""The experiences online: the finder with its map, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dts_platform.core.finder import typing
from dts_platform.core.fraicheur import page_de_contenu
from dts_platform.core.search import mirror
from dts_platform.core.search.mirror import A_PAGE
from dts_platform.models import RechercheVaine
from experiences.carte import Carte
from experiences.filters import find
from experiences.lecture import PageDExperience
from experiences.models import Experience


@page_de_contenu
def liste(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.contenu)
    if finder.sans_reponse and not typing(request):
        RechercheVaine.objects.note(finder.texte)
    return render(request, "experiences/liste.html", {"finder": finder, "carte": Carte.of(finder)})


def page_d_experience(request: HttpRequest, objet: Experience) -> HttpResponse:
    """The page of an experience, published or previewed."""
    return render(
        request,
        "experiences/experience.html",
        vars(PageDExperience.of(Experience.objects.with_everything().get(pk=objet.pk), mirror.current())),
    )


@page_de_contenu
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.contenu.remember(("experience", slug), lambda: PageDExperience.read(slug, request.contenu), A_PAGE)
    return render(request, "experiences/experience.html", vars(page))
