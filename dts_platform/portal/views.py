"""The views of the portal: pages, suggestions, open data, feed, sitemap, health."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache

from dts_platform.background.life import told
from dts_platform.backup.watch import backup_check
from dts_platform.content.territoires import REGIONS
from dts_platform.editorial.former_addresses import under_present_names
from dts_platform.editorial.links import PublicLinks
from dts_platform.epub.xhtml import one_line
from dts_platform.models.counting import count_search
from dts_platform.portal.feeds import PlainAtomFeed, conditional
from dts_platform.portal.home import HomePage
from dts_platform.portal.news import PARAMETERS, NewsFeed, NewsPage
from dts_platform.portal.open_data import CSV, Dataset, Table, datasets
from dts_platform.portal.search import SiteSearch, suggestions
from dts_platform.portal.sharing import OF_SITE, image_of
from dts_platform.portal.sitemap import addresses
from dts_platform.portal.territories import Territories, TerritoryPage, chosen_region
from dts_platform.text.markdown import plain
from dts_platform.web.addresses import absolute
from dts_platform.web.colours import colour
from dts_platform.web.freshness import content_page
from dts_platform.web.headers import open_to_other_sites
from dts_platform.web.health import HealthReport
from dts_platform.web.share_image import SITE
from experiences.models import Experience
from fiches.croisements import Matrice
from fiches.documents.plaquette import Plaquette
from fiches.documents.upkeep import late_documents
from fiches.filters import find
from fiches.models import Fiche
from territoires.contacts import publisher

LATEST = 30  # texts of the feed
SIZES = (192, 512)  # of the icons of the manifest, in pixels


@content_page(reads=lambda: ["strategie"])
def home(request: HttpRequest) -> HttpResponse:
    """The home page; the matrix of a strategy, which stood there, is on a page of its own."""
    if asked := request.GET.urlencode():
        return redirect(f"{reverse('portal:comprendre')}?{asked}", permanent=True)
    return render(request, "portal/home.html", {"page": HomePage.of(request.snapshot)})


@content_page(reads=lambda: ["strategie"])
@under_present_names
def understand(request: HttpRequest) -> HttpResponse:
    """The approach in one page; its matrix is that of the strategy asked for."""
    query = QueryDict(mutable=True)
    query.setlist("strategie", request.GET.getlist("strategie")[:1])
    matrice = Matrice.of(find(query, request.snapshot), request.path)
    return render(request, "portal/understand.html", {"matrice": matrice})


@content_page(reads=lambda: ["q", "dans"])
def search(request: HttpRequest) -> HttpResponse:
    site_search = SiteSearch(request.GET.get("q", ""), request.GET.get("dans", ""), request.snapshot)
    count_search(request, site_search)
    return render(request, "portal/search.html", {"search": site_search})


@content_page(reads=lambda: ["q"])
def search_suggestions(request: HttpRequest) -> HttpResponse:
    found = list(suggestions(request.GET.get("q", ""), request.snapshot))
    return JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})


@content_page(reads=lambda: ["region"])
def plaquette(request: HttpRequest) -> HttpResponse:
    """The brochure; for a region, with whom to reach there."""
    region = chosen_region(request.GET)
    read = Plaquette.read(region.slug if region else "", request.snapshot)
    return render(request, "portal/plaquette.html", {"plaquette": read, "publisher": publisher(request.snapshot)})


@content_page
def simple_page(request: HttpRequest, template: str) -> HttpResponse:
    """A page that is all in its template, and in the words that editors give it."""
    links = PublicLinks.at(request.snapshot)
    return render(request, template, {"publisher": publisher(request.snapshot), "links": links})


@content_page
def territories(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/territories.html", {"territories": Territories.of(request.snapshot)})


@content_page
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a region; 404 where there is none."""
    if slug not in REGIONS:
        raise Http404
    return render(request, "portal/territory.html", {"page": TerritoryPage.of(REGIONS[slug], request.snapshot)})


@open_to_other_sites
@content_page
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/open_data.html", {"datasets": datasets().values()})


def _dataset(name: str) -> Dataset:
    if name not in (known := datasets()):
        raise Http404
    return known[name]


def _parameters_of_finders() -> Iterable[str]:
    return (name for dataset in datasets().values() for name in dataset.parameters)


@open_to_other_sites
@content_page(reads=_parameters_of_finders)
@under_present_names
def open_data_json(request: HttpRequest, name: str) -> HttpResponse:
    content = _dataset(name).as_json(request.GET, request.snapshot)
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


@open_to_other_sites
@content_page(reads=_parameters_of_finders)
@under_present_names
def open_data_csv(request: HttpRequest, name: str, table: Table = CSV, suffix: str = "") -> HttpResponse:
    """A data set as a CSV file; `suffix` ends its name."""
    dataset = _dataset(name)
    headers = {"Content-Disposition": f'attachment; filename="{dataset.name}{suffix}.csv"'}
    content = dataset.as_csv(request.GET, request.snapshot, table)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@content_page
def sitemap(request: HttpRequest) -> HttpResponse:
    context = {"addresses": [(absolute(path), date) for path, date in addresses()]}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone needs to keep the site among its own."""
    icons = [{"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES]
    content = {
        "name": SITE,
        "short_name": SITE,
        "lang": "fr",
        "start_url": reverse("portal:accueil"),
        "display": "browser",
        "background_color": colour("paper"),
        "theme_color": colour("cover"),
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@content_page
def share_image(request: HttpRequest, kind: str = "", slug: str = "") -> HttpResponse:
    """The picture of a text, or that of the site."""
    image = image_of(kind, slug) if kind else OF_SITE
    return HttpResponse(image.drawn(), content_type="image/png")


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/icon.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    context = {"sitemap": absolute(reverse("portal:sitemap"))}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")


def _editions() -> tuple[bool, str]:
    late = late_documents()
    return not late, " ".join(map(str, late)) or "Les documents suivent leurs textes."


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 otherwise; a sentence for each check, each late document, backups and worker."""
    more = {"editions": _editions, "sauvegardes": backup_check, "travaux": told}
    report = HealthReport.of(connection, Path(settings.MEDIA_ROOT), more)
    return JsonResponse(
        report.as_json(), status=200 if report.healthy else 503, json_dumps_params={"ensure_ascii": False}
    )


class LatestFeed(Feed):
    """The latest fiches, experiences and rules, as an Atom feed; the filters of the finders apply to it."""

    feed_type = PlainAtomFeed
    author_name = SITE
    title = "Territoires solidaires : fiches et expériences"
    subtitle = "Les textes publiés ou mis à jour récemment."
    link = "/"
    feed_url = "/flux.xml"

    def get_object(self, request: HttpRequest) -> QueryDict:
        """What is asked of the feed: the parameters of its address."""
        return request.GET

    def items(self, parameters: QueryDict) -> list[Fiche | Experience]:
        """The thirty texts changed last, among those that the parameters select; a kind without one of the filters has none."""
        asked = {name for name in _parameters_of_finders() if name in parameters}
        concerned = [
            d
            for d in datasets().values()
            if d.kind.catalogue and d.kind.has_states and asked <= {*d.kind.catalogue.parameters()}
        ]
        texts = [text for d in concerned for text in d.selected(parameters).order_by("-modifie_le")[:LATEST]]
        return sorted(texts, key=lambda text: text.modifie_le, reverse=True)[:LATEST]

    def item_title(self, item) -> str:
        return one_line(str(item))

    def item_description(self, item) -> None:
        """Nothing: Django would call it HTML."""

    def item_extra_kwargs(self, item) -> dict[str, str]:
        return {"words": one_line(plain(item.resume))}

    def item_link(self, item) -> str:
        return absolute(item.get_absolute_url())

    def item_updateddate(self, item):
        return item.modifie_le


@content_page(reads=_parameters_of_finders)
@under_present_names
def latest_feed(request: HttpRequest) -> HttpResponse:
    """The feed of the texts changed last."""
    return conditional(request, LatestFeed()(request))


@content_page(reads=lambda: PARAMETERS)
def news(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/news.html", {"page": NewsPage.of(request.GET)})


@content_page(reads=lambda: PARAMETERS)
def news_feed(request: HttpRequest) -> HttpResponse:
    """The feed of what changed."""
    return conditional(request, NewsFeed()(request))
