"""The lists and the choices of the administration read words as the public search does: accents, plurals, spellings."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from dts_platform.search.french import stem, words


def says(typed: Iterable[str], text: str) -> bool:
    """Does a text hold every word that was typed, by its stem or by its beginning?"""
    held = words(text)
    stems = {stem(word) for word in held}
    return all(stem(word) in stems or any(other.startswith(word) for other in held) for word in typed)


class SearchedAsTheSite(admin.ModelAdmin):
    """`search_fields` are read row by row, drafts included, which no index holds; lists of editors are short."""

    def get_search_results(self, request, queryset, search_term):
        fields, typed = self.get_search_fields(request), words(search_term)
        if not fields or not typed:
            return super().get_search_results(request, queryset, search_term)
        rows = queryset.order_by().values_list("pk", *fields)
        found = [
            key for key, *texts in rows if says(typed, " | ".join(str(text) for text in texts if text is not None))
        ]
        return queryset.filter(pk__in=found), False


class _Choices(AutocompleteJsonView):
    """What a field offers while one types. A script that scrolls asks for a page that fewer choices no longer have: it is
    empty, where Django answers that there is no such address."""

    def paginate_queryset(self, queryset: QuerySet, page_size: int):
        try:
            return super().paginate_queryset(queryset, page_size)
        except Http404:
            none = Paginator(queryset.none(), page_size)
            return none, none.page(1), queryset.none(), False


def choices(request: HttpRequest) -> HttpResponse:
    """The choices of a field of the administration, as JSON."""
    return _Choices.as_view(admin_site=admin.site)(request)
