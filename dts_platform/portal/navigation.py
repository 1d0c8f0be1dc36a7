"""The engine of every page: what templates may call of the upper rooms, beside what `dts_platform.web.templates` gives."""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from dts_platform.background.personal import all_kept
from dts_platform.editorial.links import PublicLinks
from dts_platform.models.words import Words, words_of_request
from dts_platform.portal.pages import PAGES, behind, doors, section_of, title_of
from dts_platform.portal.sharing import linked_data, share_address, trail
from dts_platform.portal.statements import accessibility_audit, sobriety_audit
from dts_platform.search import mirror
from dts_platform.text.html_tree import parse, serialize
from dts_platform.text.markdown import render
from dts_platform.web import templates
from dts_platform.web.folds import unfolded_address
from fiches.documents.catalogue import offers_of
from territoires.contacts import Publisher, publisher


@pass_context
def said(context: Context, slug: str) -> Words:
    """The words of a place of the site’s own pages, as they now are."""
    return words_of_request(context.get("request"))(slug)


def _links(context: Context) -> PublicLinks | None:
    """Those that a page or a document gathers, else those of the content that answers; None when it is not known."""
    snapshot = getattr(context.get("request"), "snapshot", None) or mirror.last_known()
    return context.get("links") or (PublicLinks.at(snapshot) if snapshot.token else None)


@pass_context
def linked(context: Context, commonmark: str) -> SafeString:
    """Print words of editors that define no term; their links to texts that are not public become plain words."""
    html = render(commonmark)
    links = _links(context) if "<a " in html else None
    if links is None:
        return html
    root = parse(html)
    links.clean(root)
    return mark_safe(serialize(root))  # noqa: S308 – safe HTML in, links taken away


@pass_context
def publisher_of_site(context: Context) -> Publisher:
    """Who publishes the site, for the foot of every page; what is known of them without a query."""
    return publisher(getattr(context.get("request"), "snapshot", None) or mirror.last_known())


@pass_context
def printed_once(
    context: Context, *name: Hashable, caller: Callable[[], SafeString], shows: object = None
) -> SafeString:
    """A part of a page, printed once for a state of the content: all that it says of the request is in `name`.

    With `shows`, all that it says of the content, it stands from one state to the next while that is the same. A text that
    is not public, in its preview, is printed each time.
    """
    request = context.get("request")
    if not hasattr(request, "snapshot") or hasattr(request, "preview"):
        return caller()
    key = ("printed", context.name, *name)
    memory = request.snapshot.memory if shows is None else request.snapshot.lasting
    known, printed = memory.get(key) or (None, None)
    if printed is None or known != shows:
        printed = caller()
        memory.put(key, (shows, printed), cost=1 + len(printed) // 100)
    return printed


def environment(**options) -> Environment:
    """The engine that settings.TEMPLATES names."""
    env = templates.environment(**options)
    env.globals |= {
        "doors": doors,
        "behind": behind,
        "linked_data": linked_data,
        "share_address": share_address,
        "trail": trail,
        "publisher_of_site": publisher_of_site,
        "section_of": section_of,
        "title_of": title_of,
        "unfolded_address": unfolded_address,
        "pages": PAGES,
        "all_kept": all_kept,
        "accessibility_audit": accessibility_audit,
        "sobriety_audit": sobriety_audit,
        "said": said,
        "linked": linked,
        "printed_once": printed_once,
        "offers_of": offers_of,
    }
    return env
