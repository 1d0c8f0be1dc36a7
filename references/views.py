"""The pages of the rules of law: the finder, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.desk.news import last_publication
from dts_platform.editorial.former_addresses import under_present_names
from dts_platform.editorial.links import PublicLinks
from dts_platform.models.counting import count_search
from dts_platform.web.freshness import content_page
from references.filters import REGLES, find
from references.models import Regle


@content_page(reads=REGLES.parameters)
@under_present_names
def regle_list(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.snapshot)
    count_search(request, finder)
    return render(request, "references/list.html", {"finder": finder})


def regle_page(request: HttpRequest, obj: Regle) -> HttpResponse:
    """The page of a rule, published or previewed."""
    regle = Regle.with_copies.with_everything().get(pk=obj.pk)
    context = {"obj": regle, "prefix": "", "links": PublicLinks.read(), "last": last_publication(regle)}
    return render(request, "references/regle.html", context)


@content_page
def regle(request: HttpRequest, slug: str) -> HttpResponse:
    return regle_page(request, get_object_or_404(Regle.objects.published().only("pk"), slug=slug))
