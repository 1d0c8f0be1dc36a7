"""What people of the field type, against the content of the site: places, spellings, widening, sentences."""

import re

import pytest

from dts_platform.content.territoires import REGIONS
from dts_platform.search.tables import SearchRow
from tests.search.index import FINDERS, asked, listed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("region", REGIONS.values(), ids=lambda region: region.slug)
def test_region_sought_finds_what_its_facet_counts(region):
    counted = asked("experiences", region=region.slug).total
    assert asked("experiences", q=region.nom).total == counted
    assert asked("experiences", q=f"la région {region.nom.upper()}").total == counted


@pytest.mark.parametrize(
    ("typed", "facet", "value"),
    [
        ("PACA", "region", "provence-alpes-cote-d-azur"),
        ("hauts de france", "region", "hauts-de-france"),
        ("Isère", "departement", "38"),
        ("département 35", "departement", "35"),
        ("dans le Jura", "departement", "39"),
    ],
)
def test_place_sought_finds_what_its_facet_counts(typed, facet, value):
    finder = asked("experiences", q=typed)
    assert finder.total == asked("experiences", **{facet: value}).total > 0
    (place,) = finder.places
    assert place.total == finder.total
    assert f"{facet}={value}" in place.url


@pytest.mark.parametrize(
    ("typed", "facet", "values"),
    [
        ("Antilles", "region", {"guadeloupe", "martinique"}),
        ("outre-mer", "region", {"guadeloupe", "martinique", "guyane", "la-reunion", "mayotte"}),
        ("dans les DOM", "region", {"guadeloupe", "martinique", "guyane", "la-reunion", "mayotte"}),
        ("Alsace", "departement", {"67", "68"}),
        ("en Picardie", "departement", {"02", "60", "80"}),
        ("Limousin", "departement", {"19", "23", "87"}),
        ("petite couronne", "departement", {"92", "93", "94"}),
        ("pays de Savoie", "departement", {"73", "74"}),
    ],
)
def test_name_of_several_places_finds_what_their_facets_count(typed, facet, values):
    finder = asked("experiences", q=typed)
    (named,) = (one.place for one in finder.answer.query.places)
    assert (named.facet, {*named.values}) == (facet, values)
    lying = sum(asked("experiences", **{facet: value}).total for value in values)
    assert finder.total == lying


def test_town_asked_with_something_else_leaves_in_the_texts_that_lie_nowhere():
    assert 13 in listed("fiches", "ressourcerie à Lyon")
    assert {*listed("fiches", "ressourcerie à Grenoble")} >= {13}


def test_several_regions_are_any_of_them():
    total = asked("experiences", region="bretagne").total + asked("experiences", region="normandie").total
    assert asked("experiences", q="Bretagne Normandie").total == total


@pytest.mark.parametrize(
    ("typed", "code"), [("35000", "35"), ("13001", "13"), ("20200", "2B"), ("97100", "971"), ("35000 Rennes", "35")]
)
def test_postcode_offers_its_department(typed, code):
    (place,) = asked("experiences", q=typed).places
    assert place.url.endswith(f"?departement={code}")


def test_number_among_other_words_is_no_postcode():
    assert asked("experiences", q="un budget de 35000 euros").places == []


@pytest.mark.parametrize("typed", ["nord", "59", "Lot", "le Nord"])
def test_place_that_is_also_a_word_keeps_its_texts_and_is_offered(typed):
    finder = asked("experiences", q=typed)
    (place,) = finder.places
    assert finder.total >= place.total > 0


@pytest.mark.parametrize("typed", ["animer la réunion", "emploi -bretagne", "59 salariés", "un lot de vélos"])
def test_no_place_is_offered_where_none_is_named(typed):
    assert asked("experiences", q=typed).places == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Romans sur Isère", "26"), ("garage à Trélazé", "49"), ("marseille", "13"), ("L’Île-Saint-Denis", "93")],
)
def test_town_where_texts_lie_offers_its_department(typed, code):
    (place,) = asked("experiences", q=typed).places
    assert place.url.endswith(f"?departement={code}")
    assert place.total == asked("experiences", departement=code).total


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Rennes", ["35"]),
        ("garage à Tours", []),  # nothing was done in its department
        ("un garage vers Lons", []),
        ("Laval", ["53"]),
        ("recyclerie st denis", ["93", "974"]),
        ("une réunion à Auch", []),
        ("mobilité Besancon", ["25"]),
        ("le sens du travail", []),
        ("Sens", []),  # texts hold the word
        ("Sens 89", ["89"]),
        ("tours de table", []),
        ("garde", []),
        ("Le Lamentin", ["972"]),
    ],
)
def test_town_of_the_list_offers_its_department_and_its_words_are_sought_as_they_are(typed, codes):
    finder = asked("experiences", q=typed)
    assert [place.url for place in finder.places] == (
        [f"/experiences/?{'&'.join(f'departement={code}' for code in codes)}"] if codes else []
    )
    assert not finder.corrections
    if len(codes) > 1:
        assert " ou " in finder.places[0].label


@pytest.mark.parametrize("typed", ["corse", "Brest", "nice", "2031", "Mayotte", "12345"])
def test_place_or_number_is_never_corrected(typed):
    assert not asked("fiches", q=typed).corrections
    assert not asked("experiences", q=typed).corrections


SPELLINGS = {
    "salariés": [
        "salarié·e·s",
        "salarié.e.s",
        "salarié•e•s",
        "salarié⋅e⋅s",
        "salarié-e-s",
        "salarié(e)s",
        "salarié/e/s",
    ]
    + ["salarié*e*s", "salarié(e)(s)", "SALARIÉ·E·S", "salarié·es"],
    "chercheurs d’emploi": ["chercheur·se·s d’emploi", "chercheur.euse.s d’emploi", "chercheurs/chercheuses d’emploi"],
    "10 000": ["10000", "10.000", "10\u202f000"],
    "480 heures": ["480h", "480 h", "480heures"],
    "24 mois": ["24mois"],
    "email": ["e-mail", "E-mail", "e mail", "emails"],
    "saint brieuc": ["st brieuc", "St-Brieuc", "Saint-Brieuc"],
    "co-construction": ["coconstruction", "co construction"],
    "écoconstruction": ["éco-construction", "eco construction"],
}


@pytest.mark.parametrize(("plain", "other"), [(plain, o) for plain, others in SPELLINGS.items() for o in others])
def test_every_spelling_lists_the_same_texts(plain, other):
    for what in FINDERS:
        assert listed(what, other) == listed(what, plain)


@pytest.mark.parametrize(
    ("typed", "bound", "forms"),
    [
        ("mairie", 38, {"la commune"}),
        ("crèche", 20, {"garde d’enfants", "mode de garde"}),
        ("fringues", 10, {"textile"}),
    ],
)
def test_widening_is_told_and_measured(typed, bound, forms):
    finder, strict = asked("fiches", q=typed), asked("fiches", q=f"« {typed} »")
    assert strict.total <= finder.total <= bound
    first = list(finder.slots)[: strict.total]
    assert {*first} == {*strict.slots}
    told = {form for widening in finder.expansions for form in widening.forms}
    assert forms <= told
    assert not strict.expansions


@pytest.mark.parametrize(
    ("typed", "first"),
    [("convaincre un élu", {38, 43}), ("rencontrer le maire", {38, 43}), ("trouver de l’argent", {10, 60})],
)
def test_question_of_a_director_puts_the_right_fiches_first(typed, first):
    assert {*listed("fiches", typed)[:2]} == first


def test_sentence_lists_texts_that_lack_common_words_and_says_so():
    finder = asked("fiches", q="renouveler un pass qui se termine")
    whole = [slot for slot in finder.slots if finder.answer.every >> slot & 1]
    assert 0 < len(whole) < finder.total
    assert finder.completed
    assert not finder.partial


def test_two_words_are_both_required_in_a_name_and_not_where_one_speaks():
    named, said = asked("fiches", q="VAE CDDI"), asked("fiches", q="une VAE pour les CDDI")
    assert 0 < named.total < said.total
    assert {*named.slots} <= {*said.slots}


def test_rare_word_of_a_sentence_tells_more_than_common_ones():
    finder = asked("fiches", q="RGPD salariés travail")
    number = finder.snapshot.number
    weights = {group.typed: group.weight(number) for group in finder.answer.plan.groups}
    assert weights["rgpd"] > max(weights["salaries"], weights["travail"])
    assert listed("fiches", "RGPD salariés travail")[0] == listed("fiches", "RGPD")[0]


def test_place_asked_with_something_else_leaves_in_the_texts_that_lie_nowhere():
    assert {13, 18} <= {*listed("fiches", "ouvrir une recyclerie en Île-de-France")}
    there = {*asked("experiences", region="bretagne").slots}
    assert {*asked("experiences", q="aider les salariés en Bretagne").slots} <= there
    assert asked("fiches", q="Bretagne").total < asked("fiches").total


@pytest.mark.parametrize("typed", ["ressourcerie mairie", "ressourcerie", "« le quartier avec les habitants »"])
def test_a_few_words_are_all_demanded(typed):
    assert not asked("fiches", q=typed).completed


def test_phrase_of_a_sentence_is_demanded():
    sentence = asked("fiches", q="« garde d’enfants » salariés mairie horaires")
    assert sentence.answer.plan.is_sentence
    assert {*sentence.slots} <= {*asked("fiches", q="« garde d’enfants »").slots}


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("creuses", "creux"),
        ("demandeuses d’emploi", "demandeurs d’emploi"),
        ("demandeurs et demandeuses d’emploi", "demandeurs d’emploi"),
        ("directrices", "directeur"),
    ],
)
def test_feminine_finds_what_the_masculine_finds(typed, sought):
    assert {*asked("fiches", q=typed).slots} == {*asked("fiches", q=sought).slots} != set()


@pytest.mark.parametrize("typed", ["diagnostique", "diagnostiques"])
def test_word_written_as_it_sounds_is_the_one_of_the_same_sound(typed):
    assert asked("fiches", q=typed).corrections == {typed: "diagnostic"}


def test_unknown_verb_widens_as_the_noun_of_its_stem_and_says_so():
    finder = asked("fiches", q="rémunérant")
    (widening,) = finder.expansions
    assert "salaire" in widening.forms
    assert not finder.corrections


def test_what_is_done_again_is_what_is_done():
    assert asked("fiches", q="recalculer").corrections == {"recalculer": "calculer"}


def test_acronym_that_is_also_a_word_needs_capitals_but_alone():
    groups = asked("fiches", q="je n’ai pas de voiture").answer.plan.groups
    assert [group.typed for group in groups] == ["voiture"]
    assert listed("fiches", "AI") == listed("fiches", "ai") != []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-insertion", "tout, sauf « insertion »"),
        ("mobilité -voiture", "« mobilité », sauf « voiture »"),
        ("mobilité sans voiture", "« mobilité sans voiture »"),
        ('-"garde d’enfants" mobilité -Rennes', "« mobilité », sauf « garde d’enfants », « Rennes »"),
        ("co-construction", "« co-construction »"),
        ("mobilité -le -vélo -vélos", "« mobilité », sauf « vélo », « vélos »"),
        ("mobilité -vélo -Vélo", "« mobilité », sauf « vélo »"),
        ("mobilité -le", "« mobilité -le »"),
    ],
)
def test_chip_says_what_is_left_out(typed, told):
    assert asked("fiches", q=typed).chips[0].label.replace("\u00a0", " ") == told


@pytest.mark.parametrize("path", ["/fiches/", "/recherche/"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-insertion", "Tous les textes, sauf ceux qui contiennent « insertion »."),
        ("mobilité -voiture", "Sans les textes qui contiennent « voiture »."),
        ("mobilité -le -vélo", "Sans les textes qui contiennent « vélo »."),
        ("mobilité -le", ""),
        ("mobilité sans voiture", ""),
    ],
)
def test_page_says_what_is_left_out(visitor, path, typed, said):
    page = " ".join(visitor.get(path, {"q": typed}).content.decode().replace("\u202f", " ").split())
    assert said in page
    assert (" qui contiennent « " in page) is bool(said)


def test_inclusive_spelling_is_said_as_it_was_typed():
    (widening,) = asked("fiches", q="bénévol·e·s").expansions
    assert widening.typed == "bénévol·e·s"
    assert asked("fiches", q="salariat bénévolx·e·s").answer.corrections("bénévolx·e·s") == {
        "bénévolx·e·s": "bénévoles"
    }


def test_no_excerpt_shows_the_syntax_of_a_table_nor_a_place_to_fill_in():
    signs = re.compile(r"-{3}|\||_{3}|……|☐|□| · |\*\*")
    bodies = SearchRow.objects.filter(live=True).values_list("kind", "object_id", "body")
    assert [(kind, key) for kind, key, body in bodies if signs.search(body)] == []


def test_words_side_by_side_come_before_the_same_words_apart():
    first = asked("fiches", q="conseil d’administration").results[0].record.slot
    assert " conseil administr" in SearchRow.objects.get(slot=first).stems
