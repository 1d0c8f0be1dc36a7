"""Pages that belong to no single app."""

from pathlib import Path

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache

from dts_platform.core.adresses import absolute
from dts_platform.core.fraicheur import page_de_contenu
from dts_platform.core.sante import Bilan
from dts_platform.models import RechercheVaine
from dts_platform.portal.accueil import Accueil
from dts_platform.portal.donnees import JEUX, JeuDeDonnees
from dts_platform.portal.plan import adresses
from dts_platform.portal.recherche import RecherchePartout, suggestions
from experiences.models import Experience
from fiches.models import Fiche
from fiches.plaquette import Plaquette


@page_de_contenu
def accueil(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accueil.html", vars(Accueil.of(request.GET, request.contenu)))


@page_de_contenu
def recherche(request: HttpRequest) -> HttpResponse:
    trouvees = RecherchePartout(request.GET.get("q", ""), request.GET.get("dans", ""), request.contenu)
    if trouvees.sans_reponse:
        RechercheVaine.objects.note(trouvees.texte)
    return render(request, "portal/recherche.html", {"recherche": trouvees})


@page_de_contenu
def recherche_suggestions(request: HttpRequest) -> HttpResponse:
    trouvees = list(suggestions(request.GET.get("q", ""), request.contenu))
    return JsonResponse({"suggestions": trouvees}, json_dumps_params={"ensure_ascii": False})


@page_de_contenu
def plaquette(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/plaquette.html", {"plaquette": Plaquette.read()})


def a_propos(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/a_propos.html", {"contact": settings.CONTACT_EMAIL})


def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibilite.html", {"contact": settings.CONTACT_EMAIL})


def mentions_legales(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/mentions_legales.html", {"contact": settings.CONTACT_EMAIL})


def donnees(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/donnees.html", {"jeux": JEUX.values()})


def _jeu(quoi: str) -> JeuDeDonnees:
    if quoi not in JEUX:
        raise Http404
    return JEUX[quoi]


@page_de_contenu
def donnees_json(request: HttpRequest, quoi: str) -> HttpResponse:
    contenu = _jeu(quoi).as_json(absolute, request.GET, request.contenu)
    return JsonResponse(contenu, json_dumps_params={"ensure_ascii": False})


@page_de_contenu
def donnees_csv(request: HttpRequest, quoi: str) -> HttpResponse:
    entetes = {"Content-Disposition": f'attachment; filename="{_jeu(quoi).nom}.csv"'}
    contenu = _jeu(quoi).as_csv(absolute, request.GET, request.contenu)
    return HttpResponse(contenu, content_type="text/csv; charset=utf-8", headers=entetes)


@page_de_contenu
def sitemap(request: HttpRequest) -> HttpResponse:
    contexte = {"adresses": [(absolute(chemin), date) for chemin, date in adresses()]}
    return render(request, "portal/sitemap.xml", contexte, content_type="application/xml")


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/icone.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    contexte = {"sitemap": absolute(reverse("portal:sitemap"))}
    return render(request, "portal/robots.txt", contexte, content_type="text/plain; charset=utf-8")


@never_cache
def sante(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 otherwise; a sentence for each check."""
    bilan = Bilan.of(connection, Path(settings.MEDIA_ROOT))
    return JsonResponse(bilan.as_json(), status=200 if bilan.bon else 503, json_dumps_params={"ensure_ascii": False})


class Flux(Feed):
    """The latest fiches and experiences, as an Atom feed."""

    feed_type = Atom1Feed
    title = "Territoires solidaires : fiches et expériences"
    subtitle = "Les textes publiés ou mis à jour récemment."
    link = "/"
    feed_url = "/flux.xml"

    def items(self) -> list[Fiche | Experience]:
        """The thirty texts changed last."""
        textes = [
            *Fiche.objects.published().order_by("-modifie_le")[:30],
            *Experience.objects.published().order_by("-modifie_le")[:30],
        ]
        return sorted(textes, key=lambda texte: texte.modifie_le, reverse=True)[:30]

    def item_title(self, item) -> str:
        return str(item)

    def item_description(self, item) -> str:
        return item.resume

    def item_link(self, item) -> str:
        return absolute(item.get_absolute_url())

    def item_updateddate(self, item):
        return item.modifie_le
