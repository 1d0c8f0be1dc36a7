"""How a template becomes HTML: the Jinja2 environment of every page, document and error page.

What templates may call is listed in `environment`. The administration keeps Django's own engine and templates.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from django.template.defaultfilters import filesizeformat, truncatechars
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, pass_context
from jinja2.runtime import Context, Macro

from dts_platform.core import champs
from dts_platform.core.adresses import absolute
from dts_platform.core.dates import date
from dts_platform.core.texte import en_clair, rendre

RUBRIQUES = {
    "/fiches/": "Fiches",
    "/experiences/": "Expériences",
    "/missions/": "Missions",
    "/principes/": "Principes",
    "/strategies/": "Stratégies",
    "/reperes/": "Repères",
    "/manuel/": "Manuel",
}
KEPT = 400  # characters of arguments


@lru_cache(maxsize=4096)
def _path(racine: str, nom: str, *arguments: str) -> str:
    return reverse(nom, args=arguments)


def url(nom: str, *arguments: str) -> str:
    """The path of a page by its name. Remembered: a page prints dozens, and each costs 40 µs to work out."""
    return _path(get_script_prefix(), nom, *arguments)


@lru_cache(maxsize=512)
def _static(chemin: str) -> str:
    """The address of a file of the site; it does not change while the process lives."""
    return static(chemin)


@lru_cache(maxsize=8_192)
def _remembered(macro: Macro, *arguments) -> SafeString:
    return macro(*arguments)


def une_fois(macro: Macro, *arguments) -> SafeString:
    """What a macro prints, worked out once for given arguments: boxes, cells and tabs come back on every page.

    Only for macros that depend on their arguments alone. What a visitor typed may be in them: long ones are not kept.
    """
    if sum(len(argument) for argument in arguments if isinstance(argument, str)) > KEPT:
        return macro(*arguments)
    return _remembered(macro, *arguments)


def rubrique(chemin: str) -> str:
    """The section of the site a path is in, as its address; that address and « … » below its first page; or nothing."""
    section = f"/{chemin.split('/', 2)[1]}/" if chemin.count("/") > 1 else ""
    return "" if section not in RUBRIQUES else section if chemin == section else f"{section}…"


def chacun(macro: Macro, rangees: Iterable[tuple]) -> SafeString:
    """What a macro prints for each row of arguments, one after the other."""
    return mark_safe("".join([une_fois(macro, *rangee) for rangee in rangees]))  # noqa: S308 – macros escape


@pass_context
def texte(contexte: Context, commonmark: str, premier_titre: int = 3) -> SafeString:
    """Print a CommonMark text, its headings from `premier_titre` down.

    The page's `renvois` take away links to texts that are not public; where it holds a glossary, first
    meetings of its words lead to it.
    """
    glossaire = contexte.get("glossaire")
    html = contexte["renvois"].clean(rendre(commonmark, premier_titre))
    return glossaire.annoter(html) if glossaire is not None else html


def remplissable(html: SafeString) -> SafeString:
    """The HTML of a tool with a form field in the place of each blank."""
    return mark_safe(champs.remplissable(html))  # noqa: S308 – the text was cleaned, names and descriptions are escaped


def entier(compte: int) -> str:
    """A count as a reader writes it: 1 234, with a no-break space."""
    return str(compte) if -1000 < compte < 1000 else number_format(compte)


def nombre(valeur: Decimal) -> str:
    """A figure without useless decimals: 134 000, 2,75."""
    valeur = valeur.normalize()
    return number_format(valeur, decimal_pos=max(0, -valeur.as_tuple().exponent), force_grouping=True)


def pluriel(compte: int, formes: str) -> str:
    """`{{ 3|pluriel("fiche,fiches") }}` → « 3 fiches »; French: zero and one are singular."""
    singulier, plusieurs = formes.split(",")
    return f"{entier(compte)}\u00a0{singulier if abs(compte) < 2 else plusieurs}"


def environment(**options) -> Environment:
    """The engine that settings.TEMPLATES names. A line that holds only a tag leaves no blank line."""
    options |= {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    options.pop("autoescape", None)  # never off, whatever the settings say
    env = Environment(autoescape=True, **options)
    env.globals |= {
        "url": url,
        "static": _static,
        "canonique": absolute,
        "texte": texte,
        "une_fois": une_fois,
        "chacun": chacun,
        "rubrique": rubrique,
        "rubriques": RUBRIQUES,
    }
    env.filters |= {
        "rendre": rendre,
        "remplissable": remplissable,
        "en_clair": en_clair,
        "entier": entier,
        "nombre": nombre,
        "pluriel": pluriel,
        "date": date,
        "truncatechars": truncatechars,
        "filesizeformat": filesizeformat,
    }
    return env
