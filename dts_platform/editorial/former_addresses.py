"""What answers at an address where a text was public: the way to it, to its successor, or why it is no more.

A list that is asked for a text by a former name of it (`?mission=…`) sends to its address under the present one.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import ResolverMatch, reverse

from dts_platform.editorial.kinds import Kind, facets_of_texts, with_pages
from dts_platform.editorial.names import Whereabouts, find, kind_at, present_slugs
from dts_platform.search.snapshot import Snapshot
from dts_platform.web.freshness import CACHE, SAFE_METHODS


class FormerAddresses:
    """Middleware: a view that finds no text says 404; if one was public there, the answer says what became of it."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Http404) or request.method not in SAFE_METHODS:
            return None
        response = answer(request)
        if response is not None:
            response["Cache-Control"] = CACHE  # a name may be taken up again by its own text: ask each time
        return response


def answer(request: HttpRequest) -> HttpResponse | None:
    """The answer to an address of a text that was public; None when none ever was."""
    match = request.resolver_match
    kind = _kind_asked(request)
    field = kind and match and next((name for name in kind.named_by if name in match.captured_kwargs), None)
    if not field:
        return None
    value = match.captured_kwargs[field]
    found = find(kind, field, value)
    if found is None:
        return None
    if found.text is None:
        return _page(request, found)
    if str(getattr(found.text, field)) == str(value):  # the text is there: it is this document that it has not
        return None
    if field != "slug" or (found.merged and "kind" not in match.captured_kwargs):
        return HttpResponsePermanentRedirect(found.text.get_absolute_url())
    return HttpResponsePermanentRedirect(_same_page(found.text, match, request.META.get("QUERY_STRING", "")))


def _kind_asked(request: HttpRequest) -> Kind | None:
    """The kind of text that an address is about: it lives under its prefix, or names it."""
    named = request.resolver_match and request.resolver_match.captured_kwargs.get("kind")
    return next((kind for kind in with_pages() if kind.name == named), None) or kind_at(request.path_info)


def _same_page(text, match: ResolverMatch, query: str) -> str:
    """The same page or document of a text, under its present name."""
    path = reverse(match.view_name, kwargs=match.captured_kwargs | {"slug": text.slug})
    return f"{path}?{query}" if query else path


def _page(request: HttpRequest, found: Whereabouts) -> HttpResponse:
    template, status = ("410.html", 410) if found.gone else ("404_being_revised.html", 404)
    return render(request, template, {"found": found}, status=status)


def with_present_names(asked: QueryDict, snapshot: Snapshot) -> QueryDict | None:
    """The parameters of a list with the present name of each text in place of a former one; None when none is former."""
    present, texts = {}, facets_of_texts()
    for facet in texts.keys() & asked.keys():
        kind, slugs = texts[facet], asked.getlist(facet)
        known = _slugs_of(kind, snapshot)
        unknown = [slug for slug in slugs if slug not in known and slug.isprintable()]
        if found := present_slugs(kind.model, unknown):
            present[facet] = list(dict.fromkeys(found.get(slug, slug) for slug in slugs))
    if not present:
        return None
    parameters = asked.copy()
    for facet, slugs in present.items():
        parameters.setlist(facet, slugs)
    return parameters


def _slugs_of(kind: Kind, snapshot: Snapshot) -> frozenset[str]:
    """The slugs of a resident kind."""
    return snapshot.remember(
        ("slugs", kind.name), lambda: frozenset(record["slug"] for record in snapshot.residents_of(kind.name))
    )


def under_present_names(view: Callable) -> Callable:
    """A view of a list: asked by former names, it sends to the same list under the present ones."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        parameters = with_present_names(request.GET, request.snapshot)
        if parameters is None:
            return view(request, *args, **kwargs)
        response = HttpResponsePermanentRedirect(f"{request.path}?{parameters.urlencode()}")
        response["Cache-Control"] = CACHE
        return response

    return wrapped
