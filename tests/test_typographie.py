"""French micro-typography, as a table of cases and two properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.typography import faults, set_french

F, N = "\u202f", "\u00a0"

CAS = [
    ("L'eau qu'on boit", "L’eau qu’on boit"),
    ("Quoi ? Oui ! Bon ; bien : fin", f"Quoi{F}? Oui{F}! Bon{F}; bien{F}: fin"),
    ("Quoi? Oui! Bon; fin", f"Quoi{F}? Oui{F}! Bon{F}; fin"),
    ("« oui »", f"«{F}oui{F}»"),
    ("«oui»", f"«{F}oui{F}»"),
    ('il dit "oui"', f"il dit «{F}oui{F}»"),
    ("10 000 € et 45 %", f"10{F}000{F}€ et 45{F}%"),
    ("à 5 h 45", f"à 5{N}h 45"),
    ("etc...", "etc…"),
    ("**Pour qui ?** : vous", f"**Pour qui{F}?**{F}: vous"),
    ("[fiche](/fiches/a/) : voir", f"[fiche](/fiches/a/){F}: voir"),
    ("voir https://a.fr/b?c=d;e", "voir https://a.fr/b?c=d;e"),
    ("`a : b`", "`a : b`"),
    ("| a | b |\n|:---|---:|\n| c : d | e |", f"| a | b |\n|:---|---:|\n| c{F}: d | e |"),
    ("à 12:30", "à 12:30"),
    ("- ☐ fait", "- ☐ fait"),
    ("", ""),
]


@pytest.mark.parametrize(("avant", "apres"), CAS)
def test_a_text_is_set_as_a_typesetter_would(avant, apres):
    assert set_french(avant) == apres
    assert faults(apres) == []


@given(st.text(alphabet="ab1 '\"«»:;!?.%€*|-\n[]()`/", max_size=60))
def test_setting_twice_changes_nothing(texte):
    une_fois = set_french(texte)
    assert set_french(une_fois) == une_fois


@given(st.text(max_size=200))
def test_no_text_breaks_it(texte):
    set_french(texte)


@pytest.mark.parametrize("faute", ["l'eau", "quoi ?", "quoi?", "a : b", "«oui»", 'un "mot"'])
def test_faults_are_seen(faute):
    assert faults(faute)
