"""The fiches and the manual online, and their documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.core.finder import typing
from dts_platform.core.fraicheur import page_de_contenu
from dts_platform.core.search import mirror
from dts_platform.core.search.mirror import A_PAGE
from dts_platform.models import RechercheVaine
from experiences.models import Experience
from fiches import publishing
from fiches.croisements import Matrice
from fiches.documents import ExperienceDocument, FicheDocument, Manuel, OutilDocument
from fiches.filters import find
from fiches.lecture import PageDeFiche
from fiches.models import DocumentConstruit, Fiche
from fiches.sommaire import Sommaire


@page_de_contenu
def liste(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.contenu)
    if finder.sans_reponse and not typing(request):
        RechercheVaine.objects.note(finder.texte)
    contexte = {"finder": finder, "matrice": Matrice.of(finder, finder.adresse)}
    return render(request, "fiches/liste.html", contexte)


def page_de_fiche(request: HttpRequest, objet: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    return render(
        request,
        "fiches/fiche.html",
        vars(PageDeFiche.of(Fiche.objects.with_path().get(pk=objet.pk), mirror.current())),
    )


@page_de_contenu
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.contenu.remember(("fiche", slug), lambda: PageDeFiche.read(slug, request.contenu), A_PAGE)
    return render(request, "fiches/fiche.html", vars(page))


@page_de_contenu
def manuel(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/manuel.html", {"manuel": Sommaire.read()})


def editions(request: HttpRequest) -> HttpResponse:
    construit = DocumentConstruit.objects.filter(nom="manuel").first()
    return render(request, "fiches/editions.html", {"manuel": Sommaire.read(), "construit": construit})


def manuel_pdf(request: HttpRequest) -> HttpResponse:
    return publishing.serve(request, Manuel.read())


def fiche_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    objet = get_object_or_404(Fiche.objects.published().with_everything(), slug=slug)
    return publishing.serve(request, FicheDocument.of(objet))


def outil_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    objet = get_object_or_404(Fiche.objects.published().with_everything(), slug=slug)
    if not hasattr(objet, "outil") or not objet.outil.imprimable:
        raise Http404
    return publishing.serve(request, OutilDocument.of(objet))


def experience_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    objet = get_object_or_404(Experience.objects.published().with_everything(), slug=slug)
    return publishing.serve(request, ExperienceDocument.of(objet))
