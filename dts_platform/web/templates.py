"""How a template becomes HTML: the Jinja2 environment of every page, document and error page.

What templates may call is listed in `environment`. The administration keeps Django's own engine and templates.
"""

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache, partial
from typing import Any
from unicodedata import is_normalized

from django.template.defaultfilters import filesizeformat, truncatechars
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from dts_platform.epub.xhtml import one_line
from dts_platform.text import blanks
from dts_platform.text.formats import count_text, date, number_text, plural, shortened
from dts_platform.text.html_tree import parse, serialize
from dts_platform.text.markdown import plain, render
from dts_platform.text.marks import printed
from dts_platform.text.sheets import parts, row_groups
from dts_platform.web.addresses import absolute, url
from dts_platform.web.colours import colour
from dts_platform.web.drawings import borders, code_places, icon, motif, outlines, pictogram, pictogram_words

LONGEST_REMEMBERED = 400  # characters of arguments


@lru_cache(maxsize=512)
def _static(path: str) -> str:
    """The address of a file of the site; it does not change while the process lives."""
    return static(path)


# Measured: without it a list of fiches takes 40 % longer to print; with the caches of `cachetools`, as long as without.
# The key holds the macro and the types of its arguments: a safe string is equal to the same text not yet escaped.
@lru_cache(maxsize=8_192, typed=True)
def _remembered(macro: Callable[..., str], *arguments) -> str:
    return macro(*arguments)


def once(macro: Callable[..., str], *arguments) -> str:
    """What a macro prints, worked out once for given arguments: boxes, cells and tabs come back on every page.

    Only for macros, or functions, that depend on their arguments alone. What a visitor typed may be in them: long ones are not kept.
    """
    length = 0
    for argument in arguments:
        if isinstance(argument, str):
            length += len(argument)
    if length > LONGEST_REMEMBERED:
        return macro(*arguments)
    return _remembered(macro, *arguments)


def each(macro: Callable[..., str], rows: Iterable[tuple]) -> SafeString:
    """What a macro prints for each row of arguments, one after the other."""
    return mark_safe("".join([once(macro, *row) for row in rows]))  # noqa: S308 – macros escape


def truncated(text: str, length: int) -> str:
    """A text of so many characters at most, as Django cuts it, which takes forty times as long to leave one as it is."""
    whole = len(text) <= length and is_normalized("NFC", text)
    return text if whole else truncatechars(text, length)


@pass_context
def text(context: Context, commonmark: str, top_heading: int = 3) -> SafeString:
    """Print a CommonMark text, its headings from `top_heading` down.

    The page's `links` take away links to texts that are not public; where it holds a glossary, first
    meetings of its words lead to it.
    """
    glossaire = context.get("glossaire")
    html = render(commonmark, top_heading)
    if "<a " not in html and (glossaire is None or not glossaire.concern(html)):
        return html
    root = parse(html)
    context["links"].clean(root)
    if glossaire is not None:
        glossaire.annotate(root)
    return mark_safe(serialize(root))  # noqa: S308 – safe HTML in, links taken away or added


@pass_context
def form(context: Context, commonmark: str, top_heading: int = 3) -> SafeString:
    """Print a tool as a form, a field in the place of each blank; links as in `text`."""
    root = parse(blanks.fillable(commonmark, top_heading))
    context["links"].clean(root)
    return mark_safe(serialize(root))  # noqa: S308 – the text was cleaned, names and descriptions are escaped


@pass_context
def filled(context: Context, commonmark: str, top_heading: int = 3) -> SafeString:
    """Print a tool filled in with its samples, its sums worked out; links as in `text`."""
    root = parse(blanks.filled(commonmark, top_heading))
    context["links"].clean(root)
    return mark_safe(serialize(root))  # noqa: S308 – the text was cleaned, samples are escaped


def unwrapped(html: SafeString) -> SafeString:
    """A text of one paragraph without its box, where that of what holds it is enough; any other text as it is."""
    inside = html.strip().removeprefix("<p>").removesuffix("</p>")
    alone = len(inside) == len(html.strip()) - len("<p></p>") and "</p>" not in inside
    return mark_safe(inside) if alone else html  # noqa: S308 – safe HTML in, less of it out


class PlainGlobals(Environment):
    """An engine whose templates hold their globals in a plain dictionary.

    Jinja's own is a chain of two, read name by name at each import of a page: a twelfth of the time of a fiche.
    """

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(own or {})}


_GLOBALS = {
    "url": url,
    "static": _static,
    "absolute": absolute,
    "text": text,
    "colour": colour,
    "icon": icon,
    "motif": motif,
    "pictogram": pictogram,
    "pictogram_words": pictogram_words,
    "outlines": outlines,
    "code_places": code_places,
    "borders": borders,
    "form": form,
    "filled": filled,
    "once": once,
    "each": each,
}
_FILTERS = {
    "render": render,
    "printed": printed,
    "row_groups": row_groups,
    "parts": parts,
    "unwrapped": unwrapped,
    "plain": plain,
    "one_line": partial(once, one_line),  # the title and the description of a page come back at each view
    "count_text": count_text,
    "number_text": number_text,
    "plural": plural,
    "date": date,
    "shortened": shortened,
    "truncatechars": truncated,
    "filesizeformat": filesizeformat,
}


def environment(**options) -> Environment:
    """The engine of pages and documents. A line that holds only a tag leaves no blank line."""
    options |= {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    # All our templates, in a plain dictionary: a page looks for ten, each behind a lock otherwise.
    options |= {"cache_size": -1, "autoescape": True}  # escaping is never off, whatever the settings say
    env = PlainGlobals(**options)
    env.globals |= _GLOBALS
    env.filters |= _FILTERS
    return env
