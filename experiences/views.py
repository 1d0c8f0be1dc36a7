"""The experiences online: the finder with its map, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from experiences.carte import Carte
from experiences.filters import find
from experiences.models import Experience
from missions.glossaire import Glossaire


def liste(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET)
    lignes = Experience.objects.in_bulk([finder.index.cles[rang] for rang in finder.page])
    cartes = [(lignes[finder.index.cles[rang]], finder.index.values_of(rang)) for rang in finder.page]
    return render(request, "experiences/liste.html", {"finder": finder, "cartes": cartes, "carte": Carte.of(finder)})


def experience(request: HttpRequest, slug: str) -> HttpResponse:
    objet = get_object_or_404(Experience.objects.published().with_everything(), slug=slug)
    autres = list(Experience.objects.published().only("slug", "nom", "region", "origine"))
    rang = autres.index(objet)
    contexte = {
        "objet": objet,
        "glossaire": Glossaire.read(),
        "fiches": objet.fiches.published().in_reading_order(),
        "meme_region": [autre for autre in autres if autre.region == objet.region and autre != objet][:4],
        "precedent": autres[rang - 1] if rang else None,
        "suivant": autres[rang + 1] if rang + 1 < len(autres) else None,
    }
    return render(request, "experiences/experience.html", contexte)
