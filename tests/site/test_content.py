"""The content itself: every file obeys the rules, the framework and the manual are whole."""

from collections import Counter, defaultdict
from graphlib import TopologicalSorter

import pytest
from django.conf import settings

from dts_platform.content.formatter import content_files, format_text
from experiences.models import Experience
from fiches.models import EtapeDeSituation, Fiche, Partie, Situation
from missions.models import Mission, Principe, Repere, Strategie
from tests.content import rules

ROOT = settings.CONTENT_DIR
FICHES = [rules.ContentFile.read(f) for f in sorted((ROOT / "fiches").glob("*.yaml"))]
EXPERIENCES = [rules.ContentFile.read(f) for f in sorted((ROOT / "experiences").glob("*.yaml"))]
FRAMEWORK = [rules.ContentFile.read(f) for f in sorted((ROOT / "cadre").glob("*.yaml"))]
SITUATIONS = [rules.ContentFile.read(f) for f in sorted((ROOT / "situations").glob("*.yaml"))]
ALL = [*FICHES, *EXPERIENCES, *FRAMEWORK, *SITUATIONS]


def name(content_file: rules.ContentFile) -> str:
    return content_file.path.stem


@pytest.mark.parametrize("fiche", FICHES, ids=name)
def test_fiche_breaks_no_rule_of_the_content(fiche):
    assert list(rules.faults_of_fiche(fiche)) == []


@pytest.mark.parametrize("experience", EXPERIENCES, ids=name)
def test_experience_is_complete_and_sourced(experience):
    assert list(rules.faults_of_experience(experience)) == []


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
def test_situation_leads_to_a_few_texts_each_with_its_reason(situation):
    steps = situation.children["etapedesituation"]
    assert EtapeDeSituation.FEWEST <= len(steps) <= EtapeDeSituation.MOST
    assert [step["ordre"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["raison"].endswith(".") for step in steps)
    texts = [(step.get("fiche") or step.get("experience") or ["plaquette"])[0] for step in steps]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("content_file", ALL, ids=name)
def test_typography_is_french(content_file):
    assert list(rules.faults_of_typography(content_file)) == []


@pytest.mark.parametrize("content_file", ALL, ids=name)
def test_text_takes_no_sentence_from_a_founding_document(content_file):
    assert list(rules.runs_of_founding_documents(content_file, rules.founding_digests())) == []


def test_texts_share_no_run_of_words():
    assert list(rules.shared_runs(ALL)) == []


def test_every_croisement_has_two_fiches():
    croisements = rules.croisements(FICHES)
    assert len(croisements) == 72
    assert min(croisements.values()) >= 2


def test_fiches_lead_to_one_another_without_a_loop():
    ways = defaultdict(list)
    for fiche in FICHES:
        for (after,) in fiche.main["prepare"]:
            ways[after].append(fiche.main["slug"])
    assert sum(map(len, ways.values())) > 100
    TopologicalSorter(ways).prepare()  # raises CycleError with the loop


def test_every_theme_is_known_and_used_twice():
    uses = Counter(theme[0] for content_file in (*FICHES, *EXPERIENCES) for theme in content_file.main["themes"])
    known = {
        record["slug"]
        for content_file in FRAMEWORK
        if content_file.path.name == "themes.yaml"
        for record in content_file.records()
    }
    assert uses.keys() == known
    assert min(uses.values()) > 1


def test_content_files_are_in_canonical_form():
    assert [f.name for f in content_files(ROOT) if format_text(f.read_text()) != f.read_text()] == []


@pytest.mark.django_db
def test_framework_has_all_its_items():
    counts = [model.objects.count() for model in (Mission, Principe, Strategie)]
    assert counts == [3, 8, 3]
    expected = {
        "entreprises-en-mouvement": 3,
        "identite-ancrage-territorial": 3,
        "identite-finalites": 2,
        "identite-modeles-economiques": 7,
        "groupes-ressources": 4,
    }
    for slug, how_many in expected.items():
        assert Repere.objects.get(slug=slug).points.count() >= how_many, slug
    assert Repere.objects.filter(famille=Repere.Family.FOUNDATION).count() == 3
    assert [mission.volets.count() for mission in Mission.objects.all()] == [1, 2, 3]
    assert "décroisement" in Principe.objects.get(slug="decloisonnement").aliases


@pytest.mark.parametrize("partie", Partie)
def test_every_part_has_fiches_and_its_colour_by_day_by_night_and_on_paper(partie):
    assert [fiche for fiche in FICHES if fiche.main["partie"] == partie]
    sheets = {path.stem: path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css")}
    assert sheets["tokens"].count(f"--{partie.anchor}:") == 2
    for name, rule in (
        ("foundations", f".{partie.anchor} {{"),
        ("print", f"@page {partie.anchor} {{"),
        ("print", f"body.{partie.anchor} {{"),
    ):
        assert rule in sheets[name], (name, rule)


@pytest.mark.django_db
def test_manuel_has_its_fiches_and_experiences():
    assert [fiche.main["numero"] for fiche in FICHES] == list(range(1, len(FICHES) + 1))
    assert Fiche.objects.published().count() == len(FICHES) >= 52
    assert Experience.objects.published().filter(origine="fondatrice").count() == 12
    assert Experience.objects.published().count() >= 30


@pytest.mark.django_db
def test_situations_are_six_and_their_texts_may_all_be_read():
    situations = list(Situation.objects.with_everything())
    assert len(situations) == 6
    assert situations[0].titre == "Je rencontre un élu"
    assert [s.slug for s in situations if len(s.public_steps) != s.etapes.count()] == []
