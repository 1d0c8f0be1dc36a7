"""What templates may call, and what they may not do."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def rendered(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize("name", sorted(str(f.relative_to(TEMPLATES)) for f in TEMPLATES.rglob("*.*")))
def test_every_template_compiles(name):
    assert engines["jinja2"].get_template(name)


@pytest.mark.parametrize(
    ("source", "value", "expected"),
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
        ("{{ x|date('j F Y') }}", datetime.date(2026, 8, 1), "1er août 2026"),
        ("{{ x|date('j F Y') }}", datetime.datetime(2026, 7, 31, 23, tzinfo=datetime.UTC), "1er août 2026"),
        ("{{ x|date('j F Y') }}", datetime.date(2011, 11, 11), "11 novembre 2011"),
        ("{{ x|date('Y-m-d') }}", datetime.date(2026, 8, 1), "2026-08-01"),
        ("{{ x|date('j F Y') }}", None, ""),
        ("{{ x|shortened }}", "mot " * 40, "mot " * 40),
        ("{{ x|shortened(20) }}", "Une phrase qui est trop longue", "Une phrase qui est…"),
        ("{{ x|shortened(20) }}", "Une phrase longue : encore", "Une phrase longue…"),
        ("{{ x|shortened(20) }}", "Anticonstitutionnellement", "Anticonstitutionnel…"),
        ("{{ x|shortened(12) }}", "Vins & alcools", "Vins &amp;…"),
        ("{{ x }}", "<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_value_in_a_template_is_printed_in_french(source, value, expected):
    assert rendered(source, x=value) == expected


def test_undefined_template_variable_raises():
    with pytest.raises(UndefinedError):
        rendered("{{ absente }}")


def test_macro_printed_once_is_not_taken_for_another_nor_escaped_text_for_safe():
    source = """{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}{% macro plain_(x) %}{{ x }}{% endmacro %}
    {{- once(bold, "<i>") }} {{ once(plain_, "<i>") }} {{ once(bold, safe) }} {{ once(bold, "<i>") }}"""
    expected = "<b>&lt;i&gt;</b> &lt;i&gt; <b><i></b> <b>&lt;i&gt;</b>"
    assert rendered(source, safe=mark_safe("<i>")) == expected


def test_templates_never_turn_escaping_off():
    at_fault = [f for f in TEMPLATES.rglob("*.*") if "|safe" in f.read_text() or "autoescape" in f.read_text()]
    assert at_fault == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("<p>Un seul.</p>\n", "Un seul."),
        ("<p>Un <a>lien</a>.</p>", "Un <a>lien</a>."),
        ("<p>Un.</p>\n<p>Deux.</p>", "<p>Un.</p>\n<p>Deux.</p>"),
        ("<ul><li>Un</li></ul>", "<ul><li>Un</li></ul>"),
        ("<p>Un.</p><ul><li>Deux</li></ul>", "<p>Un.</p><ul><li>Deux</li></ul>"),
        ("", ""),
    ],
)
def test_text_of_one_paragraph_alone_leaves_its_box(text, inside):
    assert rendered("{{ x|unwrapped }}", x=mark_safe(text)) == inside
