"""What the Atom feeds share: summaries in plain words, and no answer sent twice to who holds it."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import parse_http_date_safe


class PlainAtomFeed(Atom1Feed):
    """An Atom feed whose summaries are words, not HTML: readers show « < » as it is written."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["words"], {"type": "text"})


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A feed, not sent again to who holds it: by its validator, or by its date for a reader that keeps that alone."""
    moment = parse_http_date_safe(response.get("Last-Modified", ""))
    return get_conditional_response(request, last_modified=moment, response=response)
