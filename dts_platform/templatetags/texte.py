"""Filters and tags available in every template: text, numbers, dates."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from dts_platform.core.adresses import absolute
from dts_platform.core.texte import en_clair, rendre

register = template.Library()
register.filter("rendre", rendre)
register.filter("en_clair", en_clair)


@register.filter
def nombre(valeur: Decimal) -> str:
    """A figure without useless decimals: 134 000, 2,75."""
    valeur = valeur.normalize()
    return number_format(valeur, decimal_pos=max(0, -valeur.as_tuple().exponent), force_grouping=True)


@register.filter
def pluriel(compte: int, formes: str) -> str:
    """`{{ 3|pluriel:"fiche,fiches" }}` → « 3 fiches »; French: zero and one are singular."""
    singulier, plusieurs = formes.split(",")
    return f"{number_format(compte)}\u00a0{singulier if abs(compte) < 2 else plusieurs}"


@register.simple_tag(takes_context=True)
def texte(context, commonmark: str, premier_titre: int = 3):
    """Print a CommonMark text, its headings from `premier_titre` down.

    The page's `renvois` take away links to texts that are not public; where it holds a glossary, first
    meetings of its words lead to it.
    """
    glossaire = context.get("glossaire")
    html = context["renvois"].clean(rendre(commonmark, premier_titre))
    return glossaire.annoter(html) if glossaire is not None else html


@register.simple_tag
def canonique(chemin: str) -> str:
    """The full address of a page, for `rel=canonical`."""
    return absolute(chemin)
