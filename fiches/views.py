"""The fiches and the manual online, and their documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.core.renvois import Renvois
from experiences.models import Experience
from fiches import publishing
from fiches.croisements import Croisements
from fiches.documents import ExperienceDocument, FicheDocument, Manuel, OutilDocument
from fiches.filters import find
from fiches.models import DocumentConstruit, Fiche
from fiches.sommaire import Sommaire
from missions.glossaire import Glossaire


def liste(request: HttpRequest) -> HttpResponse:
    croisements = Croisements.read()
    finder = find(request.GET, croisements)
    cartes = [(croisements.fiches[rang], croisements.index.values_of(rang)) for rang in finder.page]
    return render(request, "fiches/liste.html", {"finder": finder, "cartes": cartes})


def page_de_fiche(request: HttpRequest, objet: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    croisements = Croisements.read(apercu=objet)
    objet.prealables, objet.suites = croisements.path_of(objet)
    precedent, suivant = croisements.around(objet)
    contexte = {
        "objet": objet,
        "valeurs": croisements.values_of(objet),
        "glossaire": Glossaire.read(),
        "renvois": Renvois.read(),
        "proches": croisements.neighbours(objet),
        "precedent": precedent,
        "suivant": suivant,
    }
    return render(request, "fiches/fiche.html", contexte)


def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    return page_de_fiche(request, get_object_or_404(Fiche.objects.published().with_body(), slug=slug))


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
