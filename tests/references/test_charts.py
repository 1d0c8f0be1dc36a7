"""Which figures are set side by side, and how long their bars are."""

from decimal import Decimal

from experiences.models import ChiffreCle
from references.charts import LONGEST, charts


def figure(value: int | str, unit: str = "salariés", when: str = "2024", **more) -> ChiffreCle:
    return ChiffreCle(libelle=f"Compte {value}", valeur=Decimal(value), unite=unit, periode=when, **more)


def lengths(*figures: ChiffreCle) -> list[list[int]]:
    return [[bar.length for bar in chart.bars] for chart in charts(figures)]


def test_figures_of_one_unit_and_one_moment_are_drawn_on_the_scale_of_the_greatest():
    assert lengths(figure(60), figure(75), figure(15)) == [[800, LONGEST, 200]]


def test_year_and_the_same_year_in_words_are_one_moment():
    assert lengths(figure(1), figure(2, when="", annee=2024)) == [[500, LONGEST]]


def test_figures_of_another_unit_or_another_moment_are_drawn_apart_or_not_at_all():
    apart = (
        figure(5),
        figure(10),
        figure(5, "personnes"),
        figure(10, when="2019"),
        figure(8, "personnes"),
        figure(9, ""),
    )
    assert lengths(*apart) == [[500, LONGEST], [625, LONGEST]]
    assert lengths(figure(5), figure(5, "personnes"), figure(5, when="2019")) == []
    assert lengths(figure(5, ""), figure(6, "")) == []


def test_shares_are_drawn_out_of_a_hundred_even_beyond_it():
    assert lengths(figure(16, "%"), figure(8, "%")) == [[160, 80]]
    assert lengths(figure(50, "%"), figure(200, "%")) == [[250, LONGEST]]


def test_smallest_figure_is_seen_nothing_is_not_and_below_zero_has_no_bar():
    assert lengths(figure(1), figure(100_000), figure(0)) == [[4, LONGEST, 0]]
    assert lengths(figure(-1), figure(5)) == []
    assert lengths(figure(0), figure(0)) == []


def test_what_a_chart_draws_is_said_in_words():
    assert charts([figure(60), figure(75, precision="plus de")])[0].said == (
        "Compte 60, 60\u00a0salariés\u202f; Compte 75, plus de 75\u00a0salariés"
    )
