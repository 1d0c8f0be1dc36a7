"""The engine of every page: what templates may call of the upper rooms, beside what `dts_platform.web.templates` gives."""

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from dts_platform.models.words import Words, words_of_request
from dts_platform.portal.pages import PAGES, section_of, sections, title_of
from dts_platform.web import templates
from fiches.documents.catalogue import offers_of


@pass_context
def said(context: Context, slug: str) -> Words:
    """The words of a place of the site’s own pages, as they now are."""
    return words_of_request(context.get("request"))(slug)


def environment(**options) -> Environment:
    """The engine that settings.TEMPLATES names."""
    env = templates.environment(**options)
    env.globals |= {
        "sections": sections,
        "section_of": section_of,
        "title_of": title_of,
        "pages": PAGES,
        "said": said,
        "offers_of": offers_of,
    }
    return env
