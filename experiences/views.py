"""The experiences online: the finder with its map, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.core.renvois import Renvois
from experiences.carte import Carte
from experiences.croisements import Croisements
from experiences.filters import find
from experiences.models import Experience
from missions.glossaire import Glossaire


def liste(request: HttpRequest) -> HttpResponse:
    croisements = Croisements.read()
    finder = find(request.GET, croisements)
    cartes = [(croisements.experiences[rang], croisements.index.values_of(rang)) for rang in finder.page]
    return render(request, "experiences/liste.html", {"finder": finder, "cartes": cartes, "carte": Carte.of(finder)})


def page_d_experience(request: HttpRequest, objet: Experience) -> HttpResponse:
    """The page of an experience, published or previewed."""
    autres = list(Experience.objects.published().exclude(pk=objet.pk).only("slug", "nom", "region"))
    contexte = {
        "objet": objet,
        "glossaire": Glossaire.read(),
        "renvois": Renvois.read(),
        "fiches": objet.fiches.published().in_reading_order(),
        "meme_region": [autre for autre in autres if autre.region == objet.region][:4],
        "precedent": next((a for a in reversed(autres) if a.nom < objet.nom), None),
        "suivant": next((a for a in autres if a.nom > objet.nom), None),
    }
    return render(request, "experiences/experience.html", contexte)


def experience(request: HttpRequest, slug: str) -> HttpResponse:
    return page_d_experience(request, get_object_or_404(Experience.objects.published().with_everything(), slug=slug))
