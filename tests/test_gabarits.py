"""What templates may call, and what they may not do."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from jinja2 import UndefinedError

GABARITS = Path(settings.BASE_DIR) / "templates"


def rendu(source: str, **contexte) -> str:
    return engines["jinja2"].from_string(source).render(contexte)


@pytest.mark.parametrize("nom", sorted(str(f.relative_to(GABARITS)) for f in GABARITS.rglob("*.*")))
def test_every_template_compiles(nom):
    assert engines["jinja2"].get_template(nom)


@pytest.mark.parametrize(
    ("source", "valeur", "attendu"),
    [
        ("{{ x|count_text }}", 0, "0"),
        ("{{ x|count_text }}", 999, "999"),
        ("{{ x|count_text }}", 1234, "1\u00a0234"),
        ("{{ x|count_text }}", -1234567, "-1\u00a0234\u00a0567"),
        ("{{ x }}", 1234, "1234"),
        ("{{ x|plural('fiche,fiches') }}", 0, "0\u00a0fiche"),
        ("{{ x|plural('fiche,fiches') }}", 1, "1\u00a0fiche"),
        ("{{ x|plural('fiche,fiches') }}", 1234, "1\u00a0234\u00a0fiches"),
        ("{{ x|number_text }}", Decimal("134000.00"), "134\u00a0000"),
        ("{{ x|number_text }}", Decimal("2.75"), "2,75"),
        ("{{ x|date('j F Y') }}", datetime.date(2026, 8, 1), "1 août 2026"),
        ("{{ x|date('j F Y') }}", datetime.datetime(2026, 7, 31, 23, tzinfo=datetime.UTC), "1 août 2026"),
        ("{{ x|date('j F Y') }}", None, ""),
        ("{{ x }}", "<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_values_are_printed_for_french_readers(source, valeur, attendu):
    assert rendu(source, x=valeur) == attendu


def test_a_variable_nobody_gave_fails_the_tests():
    with pytest.raises(UndefinedError):
        rendu("{{ absente }}")


def test_nothing_escapes_the_escaping():
    fautifs = [f for f in GABARITS.rglob("*.*") if "|safe" in f.read_text() or "autoescape" in f.read_text()]
    assert fautifs == []
