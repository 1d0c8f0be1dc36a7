"""The engine of every page: what templates may call of the upper rooms, beside what `dts_platform.web.templates` gives."""

from jinja2 import Environment

from dts_platform.portal.pages import PAGES, section_of, sections, title_of
from dts_platform.web import templates
from fiches.documents.catalogue import offers_of


def environment(**options) -> Environment:
    """The engine that settings.TEMPLATES names."""
    env = templates.environment(**options)
    env.globals |= {
        "sections": sections,
        "section_of": section_of,
        "title_of": title_of,
        "pages": PAGES,
        "offers_of": offers_of,
    }
    return env
