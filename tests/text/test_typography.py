"""French micro-typography, as a table of cases and two properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.typography import faults, set_french

NARROW, NO_BREAK = "\u202f", "\u00a0"
CASES = [
    ("L'eau qu'on boit", "L’eau qu’on boit"),
    ("Quoi ? Oui ! Bon ; bien : fin", f"Quoi{NARROW}? Oui{NARROW}! Bon{NARROW}; bien{NARROW}: fin"),
    ("Quoi? Oui! Bon; fin", f"Quoi{NARROW}? Oui{NARROW}! Bon{NARROW}; fin"),
    ("« oui »", f"«{NARROW}oui{NARROW}»"),
    ("«oui»", f"«{NARROW}oui{NARROW}»"),
    ('il dit "oui"', f"il dit «{NARROW}oui{NARROW}»"),
    ("10 000 € et 45 %", f"10{NARROW}000{NARROW}€ et 45{NARROW}%"),
    ("à 5 h 45", f"à 5{NO_BREAK}h 45"),
    ("etc...", "etc…"),
    ("**Pour qui ?** : vous", f"**Pour qui{NARROW}?**{NARROW}: vous"),
    ("[fiche](/fiches/a/) : voir", f"[fiche](/fiches/a/){NARROW}: voir"),
    ("voir https://a.fr/b?c=d;e", "voir https://a.fr/b?c=d;e"),
    ("`a : b`", "`a : b`"),
    ("| a | b |\n|:---|---:|\n| c : d | e |", f"| a | b |\n|:---|---:|\n| c{NARROW}: d | e |"),
    ("à 12:30", "à 12:30"),
    ("- ☐ fait", "- ☐ fait"),
    ("", ""),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_text_with_plain_spaces_gets_french_typography(before, after):
    assert set_french(before) == after
    assert faults(after) == []


@given(st.text(alphabet="ab1 '\"«»:;!?.%€*|-\n[]()`/", max_size=60))
def test_text_already_set_is_left_unchanged(text):
    once = set_french(text)
    assert set_french(once) == once


@given(st.text(max_size=200))
def test_arbitrary_text_is_set_without_error(text):
    set_french(text)


@pytest.mark.parametrize("fault", ["l'eau", "quoi ?", "quoi?", "a : b", "«oui»", 'un "mot"'])
def test_text_with_a_fault_is_reported(fault):
    assert faults(fault)
