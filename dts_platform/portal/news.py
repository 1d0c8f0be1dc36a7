"""The news of the manual: a page by day, and a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from dts_platform.desk.news import News, latest
from dts_platform.epub.xhtml import one_line
from dts_platform.portal.feeds import PlainAtomFeed
from dts_platform.web.addresses import absolute

IMPORTANT = "importantes"
PARAMETERS = (IMPORTANT, "page")
A_PAGE, OF_THE_FEED = 50, 30  # news
MOST_DIGITS = 6  # of the number of a page


def _asking(important: bool, **more: int) -> str:
    """The parameters that ask for news."""
    return urlencode(({IMPORTANT: "1"} if important else {}) | more)


def _important(parameters: QueryDict) -> bool:
    return parameters.get(IMPORTANT) == "1"


@dataclass(frozen=True)
class NewsPage:
    """Some news, by day, the last first; `newer` and `older` are the parameters of the pages beside."""

    days: Sequence[tuple[date, list[News]]]
    important: bool
    number: int
    has_more: bool

    @classmethod
    def of(cls, parameters: QueryDict) -> "NewsPage":
        """As many queries whatever the number of publications."""
        asked, important = parameters.get("page", ""), _important(parameters)
        number = max(1, int(asked)) if asked.isdecimal() and len(asked) <= MOST_DIGITS else 1
        start = (number - 1) * A_PAGE
        news = latest(start, start + A_PAGE + 1, important)
        by_day = groupby(news[:A_PAGE], key=lambda one: timezone.localdate(one.at))
        return cls([(day, list(some)) for day, some in by_day], important, number, len(news) > A_PAGE)

    @property
    def newer(self) -> str:
        return _asking(self.important, page=self.number - 1) if self.number > 1 else ""

    @property
    def older(self) -> str:
        return _asking(self.important, page=self.number + 1) if self.has_more else ""

    @property
    def feed(self) -> str:
        """The address of the feed of the same news."""
        return NewsFeed().feed_url(self.important)


class NewsFeed(Feed):
    """What changed, as an Atom feed; the important changes alone when its address asks so."""

    feed_type = PlainAtomFeed
    author_name = "Territoires solidaires"
    title = "Territoires solidaires\u202f: ce qui a changé"
    subtitle = "Chaque publication et chaque retrait, avec une phrase."

    def get_object(self, request: HttpRequest) -> bool:
        """Are the important changes asked for alone?"""
        return _important(request.GET)

    def link(self, important: bool) -> str:
        return f"{reverse('portal:nouveautes')}?{_asking(important)}".rstrip("?")

    def feed_url(self, important: bool) -> str:
        return f"{reverse('portal:nouveautes_flux')}?{_asking(important)}".rstrip("?")

    def items(self, important: bool) -> list[News]:
        return latest(0, OF_THE_FEED, important)

    def item_title(self, item: News) -> str:
        return one_line(f"Retrait\u202f: {item.title}" if item.gone else item.title)

    def item_description(self, item: News) -> None:
        """Nothing: Django would call it HTML."""

    def item_extra_kwargs(self, item: News) -> dict[str, str]:
        return {"words": one_line(item.sentence)}

    def item_link(self, item: News) -> str:
        return absolute(item.path or reverse("portal:nouveautes"))

    def item_guid(self, item: News) -> str:
        """Each publication is a news of its own, under whatever name its text now goes."""
        return f"{absolute(reverse('portal:nouveautes'))}#{item.model}-{item.key}-{item.at:%Y%m%d%H%M%S%f}"

    def item_updateddate(self, item: News):
        return item.at
