"""French micro-typography, as a table of cases and two properties."""

from time import process_time

import pytest
from hypothesis import example, given
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
    ('un écran de 15" et un de 17"', 'un écran de 15" et un de 17"'),
    ('un 15" et "bien"', f'un 15" et «{NARROW}bien{NARROW}»'),
    ('"en 2010"', f"«{NARROW}en 2010{NARROW}»"),
    ('" mot "', f"«{NARROW}mot{NARROW}»"),
    ('""1""', f"«{NARROW}«{NARROW}1{NARROW}»{NARROW}»"),
    ("en 2010 400 personnes", "en 2010 400 personnes"),
    ("en 2010 10 000 personnes", f"en 2010 10{NARROW}000 personnes"),
    ("1 234 567 €", f"1{NARROW}234{NARROW}567{NARROW}€"),
    ('``a ` "b" : c`` : d', f'``a ` "b" : c``{NARROW}: d'),
    (
        'Avant :\n\n```\nx = "1 000" ; y\n```\n\nAprès ;',
        f'Avant{NARROW}:\n\n```\nx = "1 000" ; y\n```\n\nAprès{NARROW};',
    ),
    ('Avant\n\n    x = "a" ; y\n\nAprès', 'Avant\n\n    x = "a" ; y\n\nAprès'),
    ('[fiche](/fiches/a/ "La fiche")', '[fiche](/fiches/a/ "La fiche")'),
    ("[a](/x_(y)?z;t) ; b", f"[a](/x_(y)?z;t){NARROW}; b"),
    ("&eacute; et &lt;", "&eacute; et &lt;"),
    ("article L. 5132-1, D. 12 et R. 3", f"article L.{NO_BREAK}5132-1, D.{NO_BREAK}12 et R.{NO_BREAK}3"),
    ("voir p. 12", f"voir p.{NO_BREAK}12"),
    ("le plan B. 12 mois", f"le plan B. 12{NO_BREAK}mois"),
    ("", ""),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_text_with_plain_spaces_gets_french_typography(before, after):
    assert set_french(before) == after
    assert faults(after) == []


@given(st.text(alphabet="ab1 '\"«»:;!?.%€*|-\n[]()`~/&\t", max_size=60))
@example('""1""')
@example('"a "b" c"')
@example('"a" b"')
def test_text_already_set_is_left_unchanged(text):
    once = set_french(text)
    assert set_french(once) == once


@given(st.text(max_size=200) | st.text(alphabet="\r\n`~ a", max_size=30))
@example("\r\r```")
def test_arbitrary_text_is_set_without_error(text):
    set_french(text)


@pytest.mark.parametrize("fault", ["l'eau", "quoi ?", "quoi?", "a : b", "«oui»", 'un "mot"'])
def test_text_with_a_fault_is_reported(fault):
    assert faults(fault)


@pytest.mark.parametrize("doubtful", ['un "mot', 'a"b"c', '""', '"a "b"', '| "a | b" |'])
def test_quotes_that_do_not_pair_are_left_alone(doubtful):
    assert set_french(doubtful) == doubtful


@pytest.mark.parametrize("piece", ["](", "[a](", '"a ', " ", "« ", "111 ", "`a``", "](a", "&a"])
def test_time_grows_with_the_text_and_no_more(piece):
    def seconds(length: int) -> float:
        started = process_time()
        set_french(piece * (length // len(piece)))
        return process_time() - started

    assert min(seconds(40_000) for _ in range(2)) < 1
