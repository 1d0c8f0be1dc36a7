"""Rows of a text edited as a list: any exchange, insertion or removal sent by the form ends in the order that was sent."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Count
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.editorial.states import Statut
from dts_platform.models import GroupeRessource
from experiences.models import ChiffreCle, Experience, IllustrationMission, Source
from fiches.models import Etape, Fiche, Prolongement, Reference
from missions.models import FaconDeFaire, Mission, PointDeRepere, PointDeVolet, Repere
from references.models import Document, Regle
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_document, a_fiche, a_reference, a_rule, an_account, an_experience, signed_in
from tests.long import long_or
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db
STEPS, FIGURES, SOURCES = "etapes", "chiffres", "sources"


@pytest.fixture
def editor(db):
    return signed_in(an_account("admin"))


def a_landmark() -> Repere:
    """One with points, that visitors do not read."""
    repere = PointDeRepere.objects.first().repere
    repere.go_to(Statut.BROUILLON)
    return repere


def form_of(text) -> str:
    return f"/admin/{text._meta.app_label}/{text._meta.model_name}/{text.pk}/change/"


def a_step(title: str, place: str = "") -> dict:
    return {"titre": title, "texte": "Avancer.", "avec_qui": "Tous", "resultat": "Un pas", "ordre": place}


def a_figure(label: str, source: Source, place: str = "") -> dict:
    return {"libelle": label, "valeur": "1", "precision": "", "annee": "2014", "source": str(source.pk), "ordre": place}


def sent(fields: dict, prefix: str, changes: dict[int, dict], new: list[dict] = (), removed: set[int] = frozenset()):
    """A form as a browser sends it: rows changed or removed by their number in the page, then new ones."""
    fields = dict(fields)
    total = int(fields[f"{prefix}-TOTAL_FORMS"][0])
    for number, values in changes.items():
        fields |= {f"{prefix}-{number}-{name}": [value] for name, value in values.items()}
    for number in removed:
        fields[f"{prefix}-{number}-DELETE"] = ["on"]
    for number, values in enumerate(new, total):
        fields |= {f"{prefix}-{number}-{name}": [value] for name, value in values.items()}
    return fields | {f"{prefix}-TOTAL_FORMS": [str(total + len(new))]}


def save(editor, text, prefix, changes=(), new=(), removed=frozenset()) -> None:
    fields = form_fields(editor.get(form_of(text)).content.decode())
    post_form(editor, form_of(text), sent(fields, prefix, dict(changes), new, removed))


def titles(fiche) -> list[tuple[int, str]]:
    return list(Etape.objects.filter(fiche=fiche).order_by("ordre").values_list("ordre", "titre"))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({0: "2", 1: "1"}, "bacd"),
        ({0: "2"}, "bacd"),
        ({3: "1"}, "dabc"),
        ({0: "4"}, "bcda"),
        ({0: ""}, "bcda"),
        ({0: "", 1: ""}, "cdab"),
        ({0: "4", 1: "3", 2: "2", 3: "1"}, "dcba"),
        ({0: "900"}, "bcda"),
        ({}, "abcd"),
    ],
)
def test_place_typed_moves_a_step(editor, places, expected):
    fiche = a_fiche(published=False, steps=0)
    for rank, title in enumerate("abcd", 1):
        Etape.objects.create(fiche=fiche, ordre=rank, titre=title, texte="x", avec_qui="x", resultat="x")
    keys = dict(fiche.etapes.values_list("titre", "pk"))
    save(editor, fiche, STEPS, {number: {"ordre": place} for number, place in places.items()})
    assert titles(fiche) == list(enumerate(expected, 1))
    assert dict(fiche.etapes.values_list("titre", "pk")) == keys


def test_step_inserted_moved_and_removed_in_one_save(editor):
    fiche = a_fiche(published=False, steps=3)
    new = [a_step("Insérer", "2"), a_step("Finir")]
    save(editor, fiche, STEPS, {2: {"ordre": "1"}}, new, {0})
    assert titles(fiche) == [(1, "Faire le pas 3"), (2, "Insérer"), (3, "Faire le pas 2"), (4, "Finir")]


def test_list_sent_as_shown_keeps_ranks_with_gaps(editor):
    fiche = a_fiche(published=False, steps=3)
    fiche.etapes.filter(ordre=2).delete()
    save(editor, fiche, STEPS, {1: {"titre": "Corriger"}})
    assert titles(fiche) == [(1, "Faire le pas 1"), (3, "Corriger")]


@hypothesis_settings(
    max_examples=long_or(5, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_list_of_steps_and_references_ends_in_the_order_sent(editor, data):
    fiche = a_fiche(published=False, steps=data.draw(st.integers(0, 5)))
    for rank in range(1, data.draw(st.integers(0, 4)) + 1):
        a_reference(fiche, ordre=rank, note=f"Référence {rank}")
    document = Document.objects.first()
    fields, expected = form_fields(editor.get(form_of(fiche)).content.decode()), {}
    lists = (
        (STEPS, Etape, "titre", a_step),
        ("references", Reference, "note", lambda note, place: {"document": document.pk, "note": note, "ordre": place}),
    )
    for prefix, model, words, new_row in lists:
        stored = list(model.objects.filter(fiche=fiche).order_by("ordre").values_list(words, flat=True))
        removed = data.draw(st.sets(st.sampled_from(range(len(stored))))) if stored else set()
        new = [f"Nouvelle {number}" for number in range(data.draw(st.integers(0, 3)))]
        kept = [("stored", number) for number in range(len(stored)) if number not in removed]
        order = data.draw(st.permutations([*kept, *(("new", number) for number in range(len(new)))]))
        places = {row: str(place) for place, row in enumerate(order, 1)}
        changes = {number: {"ordre": places["stored", number]} for kind, number in kept}
        rows = [new_row(title, places["new", number]) for number, title in enumerate(new)]
        fields = sent(fields, prefix, changes, rows, removed)
        expected[model] = [stored[number] if kind == "stored" else new[number] for kind, number in order]
    post_form(editor, form_of(fiche), fields)
    for _, model, words, _ in lists:
        rows = model.objects.filter(fiche=fiche).order_by("ordre")
        assert list(rows.values_list(words, flat=True)) == expected[model]
        assert len({row.ordre for row in rows}) == len(expected[model])


def test_missions_of_two_illustrations_are_exchanged(editor):
    first, second = Mission.objects.all()[:2]
    experience = an_experience(published=False, missions=[first, second])
    kept = IllustrationMission.objects.get(experience=experience, mission=first).pk
    save(
        editor,
        experience,
        "illustrations_de_mission",
        {0: {"mission": str(second.pk), "raison": "Montre la seconde."}, 1: {"mission": str(first.pk)}},
    )
    assert IllustrationMission.objects.get(pk=kept).mission == second
    assert experience.illustrations_de_mission.get(mission=second).raison == "Montre la seconde."


def test_experiences_that_a_fiche_prolongs_are_exchanged_and_put_in_order(editor):
    one, two, three = (an_experience(nom=nom) for nom in ("Une", "Deux", "Trois"))
    fiche = a_fiche(published=False, experiences=[one, two])
    save(editor, fiche, "prolongements", {0: {"experience": str(two.pk)}, 1: {"experience": str(one.pk)}})
    assert [p.experience for p in fiche.prolongements.all()] == [two, one]
    new = [{"experience": str(three.pk), "ce_qu_elle_montre": "Aussi.", "ordre": "1"}]
    save(editor, fiche, "prolongements", new=new)
    assert [p.experience for p in fiche.prolongements.all()] == [three, two, one]
    Prolongement.objects.create(fiche=fiche, experience=an_experience(nom="Du fichier"), ce_qu_elle_montre="Après.")
    assert fiche.prolongements.last().experience.nom == "Du fichier"


@pytest.fixture
def told(db) -> Experience:
    """An experience with two sources and a figure on each."""
    experience = an_experience(published=False)
    for rank in (1, 2):
        source = Source.objects.create(
            experience=experience, code=f"source-{rank}", document=a_document(f"Source {rank}"), ordre=rank
        )
        ChiffreCle.objects.create(
            experience=experience, ordre=rank, libelle=f"Chiffre {rank}", valeur=rank, annee=2014, source=source
        )
    return experience


def test_codes_of_two_sources_are_exchanged_and_figures_follow_their_document(editor, told):
    save(editor, told, SOURCES, {0: {"code": "source-2", "ordre": "2"}, 1: {"code": "source-1"}})
    assert list(told.sources.values_list("document__titre", "code")) == [
        ("Source 2", "source-1"),
        ("Source 1", "source-2"),
    ]
    assert [figure.source.titre for figure in told.chiffres.all()] == ["Source 1", "Source 2"]


def test_source_goes_with_its_figure_or_once_the_figure_rests_on_another(editor, told):
    first, second = told.sources.all()
    fields = form_fields(editor.get(form_of(told)).content.decode())
    page = editor.post(form_of(told), sent(fields, SOURCES, {}, removed={0})).content.decode()
    assert "Des chiffres clés s’appuient sur une source que vous supprimez" in page
    moved = sent(fields, FIGURES, {0: {"source": str(second.pk)}})
    post_form(editor, form_of(told), sent(moved, SOURCES, {}, removed={0}))
    assert [figure.source for figure in told.chiffres.all()] == [second, second]
    fields = form_fields(editor.get(form_of(told)).content.decode())
    gone = sent(fields, FIGURES, {}, removed={0, 1})
    post_form(editor, form_of(told), sent(gone, SOURCES, {}, removed={0}))
    assert not told.chiffres.exists()
    assert not told.sources.exists()


def test_new_figure_on_a_source_that_goes_is_refused(editor, told):
    first = told.sources.first()
    fields = form_fields(editor.get(form_of(told)).content.decode())
    fields = sent(fields, FIGURES, {}, [a_figure("Neuf", first)], removed={0})
    response = editor.post(form_of(told), sent(fields, SOURCES, {}, removed={0}))
    assert response.status_code == 200
    assert "Des chiffres clés s’appuient" in response.content.decode()
    assert told.sources.count() == 2


def a_source(code: str) -> dict:
    return {"code": code, "document": str(a_document(f"Document {code}").pk), "ordre": ""}


def a_figure_citing(code: str, label: str = "Neuf") -> dict:
    return {"libelle": label, "valeur": "1", "precision": "", "annee": "2014", "code_of_source": code, "ordre": ""}


def test_new_figures_rest_on_new_sources_of_the_same_page(editor, told):
    fields = form_fields(editor.get(form_of(told)).content.decode())
    fields = sent(fields, SOURCES, {}, [a_source("rapport"), a_source("bilan")])
    figures = [a_figure_citing("bilan", "Du bilan"), a_figure_citing(" rapport ", "Du rapport")]
    post_form(editor, form_of(told), sent(fields, FIGURES, {}, figures))
    assert [(figure.libelle, figure.source.code) for figure in told.chiffres.all()][2:] == [
        ("Du bilan", "bilan"),
        ("Du rapport", "rapport"),
    ]


def test_figure_takes_the_new_source_that_has_the_code_of_the_one_that_goes(editor, told):
    first = told.sources.first()
    fields = form_fields(editor.get(form_of(told)).content.decode())
    fields = sent(fields, SOURCES, {}, [a_source(first.code)], removed={0})
    post_form(editor, form_of(told), sent(fields, FIGURES, {0: {"source": "", "code_of_source": first.code}}))
    figure = told.chiffres.first()
    assert (figure.libelle, figure.source.titre) == ("Chiffre 1", f"Document {first.code}")
    assert not Source.objects.filter(pk=first.pk).exists()
    connection.check_constraints()


def test_new_experience_its_source_and_its_figure_are_saved_at_once(editor):
    address = "/admin/experiences/experience/add/"
    fields = form_fields(editor.get(address).content.decode()) | {
        **{name: ["Un essai"] for name in ("nom", "organisation", "resume", "besoin", "activites", "recit")},
        "slug": ["un-essai-neuf"],
        "type_structure": ["autre"],
        "region": ["bretagne"],
        "statut": ["brouillon"],
    }
    fields = sent(fields, SOURCES, {}, [a_source("rapport")])
    post_form(editor, address, sent(fields, FIGURES, {}, [a_figure_citing("rapport")]))
    assert ChiffreCle.objects.get(experience__slug="un-essai-neuf").source.titre == "Document rapport"


@pytest.mark.parametrize(
    ("figure", "removed", "said"),
    [
        ({"code_of_source": "inconnu"}, set(), "Aucune source de cette page ne porte ce code"),
        ({"code_of_source": "source-1"}, {0}, "Aucune source de cette page ne porte ce code"),
        ({"code_of_source": "9" * 30}, set(), "Aucune source de cette page ne porte ce code"),
        ({"code_of_source": "source-1", "source": "first"}, set(), "pas les deux"),
        ({"code_of_source": "", "source": ""}, set(), "Choisissez la source de ce chiffre"),
        ({"code_of_source": " ", "source": "9" * 30}, set(), "Sélectionnez un choix valide"),
    ],
)
def test_figure_without_one_source_is_refused_and_kept_in_the_form(editor, told, figure, removed, said):
    if figure.get("source") == "first":
        figure = figure | {"source": str(told.sources.first().pk)}
    fields = form_fields(editor.get(form_of(told)).content.decode())
    fields = sent(fields, SOURCES, {}, removed=removed)
    page = editor.post(form_of(told), sent(fields, FIGURES, {}, [a_figure_citing("", "Gardé") | figure]))
    assert page.status_code == 200
    assert said in page.content.decode()
    assert 'value="Gardé"' in page.content.decode()
    assert (told.sources.count(), told.chiffres.count()) == (2, 2)


def test_source_that_is_refused_takes_its_new_figure_back_to_the_form(editor, told):
    fields = form_fields(editor.get(form_of(told)).content.decode())
    fields = sent(fields, SOURCES, {}, [a_source("rapport") | {"document": ""}, a_source("source-2")])
    page = editor.post(form_of(told), sent(fields, FIGURES, {}, [a_figure_citing("rapport", "Gardé")]))
    assert page.status_code == 200
    assert 'value="Gardé"' in page.content.decode()
    assert (told.sources.count(), told.chiffres.count()) == (2, 2)


@pytest.mark.parametrize(
    ("owner", "prefix"),
    [
        (lambda: FaconDeFaire.objects.first().principe, "facons_de_faire"),
        (a_landmark, "points"),
        (lambda: PointDeVolet.objects.first().volet, "points"),
        (lambda: Mission.objects.annotate(sides=Count("volets")).filter(sides__gt=1).first(), "volets"),
    ],
    ids=["facons_de_faire", "points_de_repere", "points_de_volet", "volets"],
)
def test_rows_of_the_framework_are_reversed_in_one_save(editor, owner, prefix):
    owner = owner()
    before = [row.titre for row in getattr(owner, prefix).all()]
    assert len(before) > 1
    save(editor, owner, prefix, {n: {"ordre": str(len(before) - n)} for n in range(len(before))})
    assert [row.titre for row in getattr(owner, prefix).all()] == before[::-1]


def test_row_removed_by_another_meanwhile_is_told_and_nothing_is_lost(editor):
    fiche = a_fiche(published=False, steps=2)
    fields = form_fields(editor.get(form_of(fiche)).content.decode())
    fiche.etapes.filter(ordre=1).delete()
    fields[f"{STEPS}-1-titre"] = ["Mon texte"]
    response = editor.post(form_of(fiche), fields)
    assert response.status_code == 200
    assert "Quelqu’un d’autre a enregistré ce texte" in response.content.decode()
    assert "Mon texte" in response.content.decode()
    assert Fiche.objects.get(pk=fiche.pk).etapes.count() == 1


def test_row_is_added_without_javascript_by_a_button_that_saves(editor):
    fiche = a_fiche(published=False, steps=1)
    address = form_of(fiche)
    page = editor.get(address).content.decode()
    assert '<button type="submit" name="_continue" value="etapes">' in page
    fields = form_fields(page)
    assert fields["etapes-TOTAL_FORMS"] == ["1"]
    response = editor.post(address, fields | {"_continue": ["etapes"]})
    assert response.headers["Location"] == f"{address}?ligne=etapes#etapes-group"
    fields = form_fields(editor.get(f"{address}?ligne=etapes").content.decode())
    assert [fields[f"{rows}-TOTAL_FORMS"] for rows in ("etapes", "references")] == [["2"], ["0"]]
    post_form(editor, f"{address}?ligne=etapes", fields)
    assert fiche.etapes.count() == 1  # left empty, it is no row
    post_form(
        editor, address, fields | {f"etapes-1-{name}": [value] for name, value in a_step("Un pas de plus").items()}
    )
    assert [step.titre for step in fiche.etapes.all()][1:] == ["Un pas de plus"]


def with_empty_rows(page: str) -> dict:
    """A form whose author asked for one more row in each of its lists, by the button of the page, and left them empty."""
    fields = form_fields(page)
    for total in [name for name in fields if name.endswith("-TOTAL_FORMS")]:
        rows, count = total.removesuffix("-TOTAL_FORMS"), int(fields[total][0])
        if count < int(fields[f"{rows}-MAX_NUM_FORMS"][0]):
            shown = form_fields(page.replace(f"{rows}-__prefix__-", f"{rows}-{count}-"))
            fields = shown | fields | {total: [str(count + 1)]}
    return fields


def a_text_of(model):
    """A row of this model that its form may change."""
    drafts = {Fiche: a_fiche, Experience: an_experience, Regle: a_rule}
    if model in drafts:
        return drafts[model](published=False)
    if model is GroupeRessource:
        return a_group()
    return a_landmark() if model is Repere else model._base_manager.first()


@pytest.mark.parametrize("model", [model for model, page in admin.site._registry.items() if page.inlines])
def test_row_left_empty_in_each_list_of_a_form_is_no_row(editor, model):
    text = a_text_of(model)
    page = editor.get(form_of(text)).content.decode()
    fields = with_empty_rows(page)
    assert len(fields) > len(form_fields(page))
    post_form(editor, form_of(text), fields)
    assert form_fields(editor.get(form_of(text)).content.decode()).keys() == form_fields(page).keys()


@pytest.mark.parametrize("asked", ["1", "Enregistrer et continuer les modifications", "a/b", "inconnu"])
def test_asking_for_a_row_of_no_list_adds_none(editor, asked):
    fiche = a_fiche(published=False, steps=1)
    address = form_of(fiche)
    response = editor.post(address, form_fields(editor.get(address).content.decode()) | {"_continue": [asked]})
    fields = form_fields(editor.get(response.headers["Location"].split("#")[0]).content.decode())
    assert fields["etapes-TOTAL_FORMS"] == ["1"]


@pytest.mark.parametrize("role", ["referent", "nationale"])
def test_figures_of_a_published_experience_are_shown_to_who_may_not_change_them(told, role):
    Experience.objects.filter(pk=told.pk).update(statut=Statut.PUBLIE, publie_le="2026-01-01")
    reader = signed_in(an_account(role, region="bretagne" if role == "referent" else ""))
    page = reader.get(form_of(told)).content.decode()
    assert "Chiffre 1" in page
    assert "code_of_source" not in page
    assert "ou code d’une source" not in page
