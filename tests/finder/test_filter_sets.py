"""A FilterSet bound to a request selects in the database what the page lists, whatever is asked; brute force agrees."""

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.finder.filters import clean
from dts_platform.finder.finder import Finder
from dts_platform.search import mirror, places
from dts_platform.search.answer import read_plan
from dts_platform.search.query import Query
from dts_platform.search.tables import SearchRow
from experiences.filters import CHIFFRES, EXPERIENCES, ChiffreFilterSet, ExperienceFilterSet
from experiences.models import ChiffreCle, Experience
from fiches.filters import FICHES, FicheFilterSet
from fiches.models import Fiche, Partie
from references.filters import REGLES, RegleFilterSet
from references.models import Regle
from references.units import Unit
from tests.factories import a_fiche, a_figure, a_rule, a_theme, an_experience
from tests.finder import effort
from tests.finder.test_requests import HOSTILE
from tests.long import long_or

pytestmark = pytest.mark.django_db
KINDS = {
    "fiche": (FICHES, FicheFilterSet, Fiche),
    "experience": (EXPERIENCES, ExperienceFilterSet, Experience),
    "regle": (REGLES, RegleFilterSet, Regle),
    "chiffrecle": (CHIFFRES, ChiffreFilterSet, ChiffreCle),
}
WORDS = [
    "territoire",
    "emploi",
    "mobilité",
    "mobilté",
    "solidaires",
    "solidaire",
    "garde",
    "enfants",
    "coopération",
    "coopératif",
    "insertion",
    "IAE",
    "ressourcerie",
    "accompagner",
    "salariés",
    "glockenspiel",
    "zzzz",
    "covoiturage",
    "gardedenfants",
    "l’insertion",
    "de",
    "la",
    "développement",
    "ESS",
    "clauses",
    "sociales",
]
word = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
part = st.one_of(
    word,
    st.lists(word, min_size=1, max_size=3).map(lambda words: f"« {' '.join(words)} »"),
    st.lists(word, min_size=1, max_size=2).map(lambda words: f'-"{" ".join(words)}"'),
    word.map(lambda one: f"-{one}"),
)
text = st.one_of(st.just(""), st.lists(part, max_size=4).map(" ".join), st.text(max_size=30))


def indexed(kind: str, parameters: QueryDict) -> set[int]:
    """The keys of the texts that the page lists."""
    return set(Finder(KINDS[kind][0], parameters, mirror.current()).keys)


def selected(kind: str, parameters: QueryDict) -> set[int]:
    _, filters, model = KINDS[kind]
    keys = list(filters(parameters, model.objects.published()).qs.values_list("pk", flat=True))
    assert len(keys) == len(set(keys))
    return set(keys)


COMPARED = (
    "mission",
    "principe",
    "strategie",
    "theme",
    "region",
    "partie",
    "outil",
    "departement",
    "structure",
    "origine",
    "domaine",
    "perimetre",
    "certitude",
    "echeance",
    "relecture",
    "unite",
    "couverture",
    "taille",
    "principale",
    "public",
    "delai",
    "personnes",
    "cout",
    "preuve",
    "situation",
)


def carried_by(text: Fiche | Experience | Regle | ChiffreCle) -> dict[str, set[str]]:
    """What a text carries, read from its relations."""
    if isinstance(text, ChiffreCle):
        experience = text.experience
        themes = {theme.slug for theme in experience.themes.all()}
        covered = text.couverture or ("ecrit" if text.perimetre else "")
        unit = Unit(text.unite).slug if text.unite else ""
        return {"unite": {unit}, "couverture": {covered}, "theme": themes, "region": {experience.region}}
    if isinstance(text, Regle):
        return {
            "domaine": {text.domaine},
            "perimetre": {perimetre.slug for perimetre in text.perimetres.all()},
            "certitude": {text.certitude},
            "echeance": {"passee" if text.passee else "a-venir" if text.echeance else "sans"},
            "relecture": {"faite" if text.relue_par else "attendue"},
        }
    relations = {
        "mission": text.missions,
        "principe": text.principes,
        "strategie": text.strategies,
        "theme": text.themes,
    }
    carried = {name: {value.slug for value in values.all()} for name, values in relations.items()}
    if isinstance(text, Fiche):
        own = {"region": {text.region}, "partie": {Partie(text.partie).slug}, "outil": {text.outil.type}}
        return carried | own | effort.carried(text)
    said = next((figure.valeur for figure in text.chiffres.order_by("ordre") if figure.taille), 0)
    size = next((name for name, least in (("100-et-plus", 100), ("de-20-a-99", 20)) if said >= least), "moins-de-20")
    carried["taille"] = {size if said else "non-connue"}
    own = {"departement": {text.departement}, "structure": {text.type_structure}, "origine": {text.origine}}
    return carried | {"region": {text.region}} | own


def answers(row: SearchRow, alternatives) -> bool:
    words = json.loads(row.words)
    return any(
        all(any(form.word.text in words for form in term) for term in alternative.terms)
        and (not alternative.phrase or f" {' '.join(alternative.phrase)} " in row.stems)
        for alternative in alternatives
    )


@dataclass
class BruteForce:
    """The public texts of one kind, looked at one by one."""

    kind: str

    def __post_init__(self):
        mirror.current()
        self.rows = list(SearchRow.objects.filter(kind=self.kind, live=True))
        self.carried = {text.pk: carried_by(text) for text in KINDS[self.kind][2].objects.published()}
        facets = {name: facet for name, facet in KINDS[self.kind][1].facets().items() if name in COMPARED}
        self.values = {name: {slug for slug, _ in facet.values(mirror.current())} for name, facet in facets.items()}

    def answering(self, typed: str) -> set[int]:
        """The keys of the texts that answer some words."""
        query = Query.read(clean(typed))
        if not query:
            return {row.object_id for row in self.rows}
        plan, number = read_plan(query, mirror.current()), mirror.current().number
        rows = [row for row in self.rows if not answers(row, plan.excluded)]
        found = {row.object_id: [answers(row, group.alternatives) for group in plan.groups] for row in rows}
        everywhere = {row.object_id for row in rows if plan.somewhere and places.SIGN not in json.loads(row.words)}
        may = {
            key: [one or (group.is_place and key in everywhere) for one, group in zip(all_of, plan.groups, strict=True)]
            for key, all_of in found.items()
        }
        whole = {key for key, all_of in may.items() if all(all_of)}
        if not plan.groups or (whole and not plan.is_sentence):
            return whole
        weights = [group.weight(number) for group in plan.groups]
        held = {key: sum(w for w, one in zip(weights, all_of, strict=True) if one) for key, all_of in found.items()}
        demanded = [rank for rank, group in enumerate(plan.groups) if group.demanded]
        some = {key for key, weight in held.items() if weight}
        within = {key for key in some if all(may[key][rank] for rank in demanded)} or some
        best = max((held[key] for key in within), default=0)
        return {key for key in within if held[key] * 3 >= best}

    def keys(self, parameters: QueryDict) -> set[int]:
        """The keys of the texts that some parameters select."""
        chosen = {name: known & {*parameters.getlist(name)} for name, known in self.values.items()}
        texts = parameters.getlist("q")
        return {
            key
            for key in self.answering(texts[-1] if texts else "")
            if all(not slugs or slugs & self.carried[key][name] for name, slugs in chosen.items())
        }


@pytest.fixture
def texts(db) -> dict[str, BruteForce]:
    """The content, with texts that no page may show and some that carry a value of their own."""
    theme = a_theme(slug="percussions", name="Percussions")
    a_fiche(titre="Accorder un balafon", themes=[theme], region="corse")
    a_fiche(published=False, titre="Accorder un balafon", themes=[theme])
    orchestra = an_experience(nom="L’orchestre des balafons", themes=[theme], region="corse", departement="2A")
    a_figure(orchestra, libelle="Balafons accordés", unite="places")
    hidden = an_experience(published=False, nom="L’orchestre des balafons", themes=[theme])
    a_figure(hidden, libelle="Balafons accordés", unite="places")
    over = {"echeance": date(2026, 1, 1), "echeance_objet": "Fin.", "passee": True}
    a_rule(titre="Accorder un balafon", concerns=["ai", "ebe"], **over)
    a_rule(published=False, titre="Accorder un balafon", relue_par="Une juriste", relue_le=date(2026, 1, 1))
    a_rule(titre="Jouer du balafon", relue_par="Une juriste", relue_le=date(2026, 1, 1))
    return {kind: BruteForce(kind) for kind in KINDS}


def agree(texts: dict[str, BruteForce], kind: str, query_string: str) -> None:
    expected = texts[kind].keys(QueryDict(query_string))
    assert indexed(kind, QueryDict(query_string)) == expected
    assert selected(kind, QueryDict(query_string)) == expected


@hypothesis_settings(
    max_examples=long_or(60, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)))
def test_filter_set_page_and_brute_force_select_the_same_texts(texts, data, kind):
    values = {name: [*sorted(known), "inconnue", "", "%00"] for name, known in texts[kind].values.items()}
    names = data.draw(st.sets(st.sampled_from(sorted(values)), max_size=3))
    pairs = [
        (name, slug)
        for name in sorted(names)
        for slug in data.draw(st.lists(st.sampled_from(values[name]), max_size=3))
    ]
    if data.draw(st.booleans()):
        pairs.append(("q", data.draw(text)))
    pairs += data.draw(
        st.lists(st.sampled_from([("tri", "titre"), ("tri", "<b>"), ("page", "9"), ("partie", "vivre")]))
    )
    agree(texts, kind, urlencode(pairs, errors="replace"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_hostile_query_string_selects_what_brute_force_does(texts, kind):
    for query_string in [
        *HOSTILE,
        "q=" + "%20".join(WORDS),
        "q=-emploi",
        "q=%22garde%20d%E2%80%99enfants%22",
        "q=garde%20des%20enfants%20la%20nuit%20avec%20la%20mairie",
        "q=ressourcerie%20dans%20le%20quartier%20avec%20la%20mairie%20en%20Bretagne",
        "q=%22garde%20d%E2%80%99enfants%22%20la%20nuit%20dans%20un%20village",
        "q=de%20la",
    ]:
        agree(texts, kind, query_string)


@pytest.mark.parametrize("query_string", ["theme=percussions", "q=balafon", "q=balafon%20glockenspiel&region=corse"])
def test_filter_set_selects_among_the_texts_that_it_is_given(texts, query_string):
    """An editor's list holds drafts: facets select them too, words only what the index holds."""
    drafts = "theme" in query_string
    assert FicheFilterSet(QueryDict(query_string), Fiche.objects.all()).qs.count() == 1 + drafts
    assert FicheFilterSet(QueryDict(query_string), Fiche.objects.none()).qs.count() == 0


def test_form_of_a_filter_set_cleans_as_the_page_reads(texts):
    for query_string in HOSTILE:
        form = FicheFilterSet(QueryDict(query_string)).form
        assert form.is_valid()
        assert form.cleaned_data == FICHES.read(QueryDict(query_string))
    assert form["theme"].label == "Thème"


def test_no_key_of_a_text_enters_the_statement(texts):
    """However many texts answer, the statement holds words, not texts."""
    few, many = (
        str(FicheFilterSet(QueryDict(f"q={typed}"), Fiche.objects.published()).qs.query)
        for typed in ("balafon", "territoire")
    )
    assert len(many) < len(few) + 200


def test_feed_obeys_the_filters(visitor, texts):
    feed = visitor.get("/flux.xml?theme=percussions").content.decode()
    assert feed.count("<entry>") == 2
    assert "balafon" in feed


def test_administration_lists_what_carries_a_value_in_any_state(accounts, texts):
    page = accounts["nationale"].get("/admin/fiches/fiche/?theme=percussions").content.decode()
    assert page.count("Accorder un balafon") >= 2
    assert "2 fiches" in page
