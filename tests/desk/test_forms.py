"""Texts as editors work on them: proposed, sent, returned, published by buttons; each save kept, compared, taken up again."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dts_platform.desk.copies import copy_of, open_copy
from dts_platform.desk.transitions import send, send_back
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.names import withdrawal_of
from dts_platform.editorial.naming import WITHDRAWS
from dts_platform.editorial.versions import Passage, Version
from fiches.models import Etape, Fiche
from missions.models import Mission, Repere, Terme
from tests.desk.forms import address_of, ask, press, told
from tests.desk.texts import KINDS, PROSE
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)


@pytest.fixture
def people(db):
    return {
        "author": an_account("referent", region="bretagne", first_name="Ada"),
        "stranger": an_account("referent", region="occitanie"),
        "reviewer": an_account("nationale"),
        "admin": an_account("admin"),
    }


@pytest.fixture
def clients(people):
    return {name: signed_in(account) for name, account in people.items()}


@every_kind
def test_change_is_proposed_written_sent_returned_and_published_by_buttons(clients, model):
    text, name = KINDS[model](), PROSE[model]
    before = getattr(text, name)
    page = clients["author"].get(address_of(text)).content.decode()
    assert "Proposer une modification" in page
    assert 'name="_save"' not in page
    copy = ask(clients["author"], text, "propose").context["original"]
    assert copy == copy_of(text)
    press(clients["author"], copy, "_continue", **{name: "Un autre texte."})
    text.refresh_from_db()
    assert getattr(text, name) == before
    press(clients["author"], copy, "_send", message="Voilà.")
    page = press(clients["reviewer"], copy, "_return", message="Encore un effort.")
    assert "Renvoyé à son auteur" in told(page)
    assert "Encore un effort." in clients["author"].get(address_of(copy)).content.decode()
    press(clients["author"], copy, "_send", **{name: "Un meilleur texte."})
    text.refresh_from_db()
    assert getattr(text, name) == before
    page = press(clients["reviewer"], copy, "_publish")
    assert "Publié" in told(page)
    text.refresh_from_db()
    assert getattr(text, name) == "Un meilleur texte."
    assert copy_of(text) is None
    assert [p.message for p in Passage.objects.of(text).order_by("pk")] == ["Voilà.", "Encore un effort.", "", ""]


@every_kind
def test_live_text_is_changed_in_place_by_nobody(clients, model):
    text = KINDS[model]()
    for client in clients.values():
        fields = form_fields(client.get(address_of(text)).content.decode())
        typed = {"titre", "nom", "resume", "corps", "recit", "statut", "publie_le", "verifie_le", "region", "themes"}
        assert not typed & set(fields)
        client.post(address_of(text), fields | {"resume": ["Détourné"], "titre": ["Détourné"], "_save": "1"})
        text.refresh_from_db()
        assert "Détourné" not in f"{text.resume} {text}"


def test_steps_of_a_live_fiche_are_not_removed_by_hand(clients):
    fiche = a_fiche()
    step = fiche.etapes.first()
    fields = form_fields(clients["admin"].get(address_of(fiche)).content.decode())
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "1", "0-id": step.pk, "0-fiche": fiche.pk, "0-DELETE": "on"}
    rows |= {"0-titre": "x", "0-texte": "x", "0-avec_qui": "x", "0-resultat": "x", "0-ordre": "1"}
    clients["admin"].post(address_of(fiche), fields | {f"etapes-{name}": value for name, value in rows.items()})
    assert Etape.objects.filter(pk=step.pk, titre=step.titre).exists()


def test_reviewer_still_renames_a_live_text_and_its_copy_follows(clients, people):
    fiche = a_fiche()
    copy = open_copy(fiche, people["author"])
    assert "modifié" in told(press(clients["reviewer"], fiche, "_continue", slug="autre-adresse"))
    copy.refresh_from_db()
    assert copy.slug == "autre-adresse"


def test_names_and_state_of_a_copy_are_not_typed(clients, people):
    copy = open_copy(a_fiche(), people["author"])
    for name in ("author", "reviewer"):
        fields = form_fields(clients[name].get(address_of(copy)).content.decode())
        assert not {"slug", "numero", "statut", "publie_le"} & set(fields)
        assert "titre" in fields
    assert "region" not in form_fields(clients["author"].get(address_of(copy)).content.decode())


def test_second_proposal_leads_to_the_first_and_says_who_works_on_it(clients, people):
    fiche = a_fiche(region="bretagne")
    copy = open_copy(fiche, people["author"])
    assert ask(clients["reviewer"], fiche, "propose").context["original"] == copy
    page = clients["reviewer"].get(address_of(fiche)).content.decode()
    assert "Ada y travaille" in " ".join(page.split())
    assert with_copies(Fiche).filter(copie_de=fiche).count() == 1


def test_buttons_follow_role_and_state(clients, people):
    draft = a_fiche(published=False, region="bretagne", auteur=people["author"])
    expected = {
        "brouillon": {"author": {"_send"}, "reviewer": {"_send"}, "admin": {"_send"}},
        "relecture": {
            "author": {"_take_back"},
            "reviewer": {"_publish", "_return"},
            "admin": {"_publish", "_return"},
        },
        "publie": {"author": set(), "reviewer": {"_withdraw"}, "admin": {"_withdraw"}},
        "retire": {"reviewer": {"_reopen"}, "admin": {"_reopen"}},
    }
    names = {"_send", "_publish", "_return", "_take_back", "_withdraw", "_reopen"}
    for state, by_role in expected.items():
        Fiche.objects.filter(pk=draft.pk).update(statut=state, publie_le="2026-01-01")
        for role, buttons in by_role.items():
            page = clients[role].get(address_of(draft)).content.decode()
            assert {name for name in names if f'name="{name}"' in page} == buttons, (state, role)


def test_word_that_the_gate_refuses_is_told_beside_it_and_stays(clients, people):
    draft = a_fiche(published=False, region="bretagne", auteur=people["author"])
    send(draft, people["author"])
    page = press(clients["reviewer"], draft, "_return", message="<script>x</script>").content.decode()
    assert 'id="id_message_error"' in page
    assert "est du code HTML" in page
    assert "&lt;script&gt;x&lt;/script&gt;</textarea>" in page


def test_act_sent_without_its_button_does_nothing(clients, people):
    copy = open_copy(a_fiche(), people["author"])
    for name, button in (
        ("author", "_publish"),
        ("reviewer", "_publish"),
        ("author", "_withdraw"),
        ("author", "_return"),
    ):
        page = press(clients[name], copy, button, message="x")
        assert "n’est pas possible" in told(page)
    copy.refresh_from_db()
    assert copy.statut == "brouillon"
    for who in ("stranger", "author"):
        assert ask(clients[who], copy, "nothing").status_code == 403
    assert ask(clients["stranger"], copy, "take_over").status_code == 403
    assert ask(clients["stranger"], copy, "abandon").status_code == 403
    assert ask(clients["stranger"], a_fiche(region="bretagne"), "propose").status_code == 403
    assert clients["author"].get(address_of(copy, "acte")).status_code == 405


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('Il manque "la source".', "Il manque «\u202fla source\u202f»."),
        ("Un\x0bmot\u2028de plus", "Un\nmot\nde plus"),
        ("Trop " + "[" * 30_000, ""),  # refused: nothing is sent back, the form says why and keeps the word
    ],
)
def test_word_beside_an_act_passes_the_gate(clients, people, typed, kept):
    copy = open_copy(a_fiche(region="bretagne"), people["author"])
    press(clients["author"], copy, "_send")
    page = press(clients["reviewer"], copy, "_return", message=typed)
    passages = Passage.objects.filter(copy=copy.pk).exclude(message="")
    assert [passage.message for passage in passages] == ([kept] if kept else [])
    if not kept:
        assert "signes" in " ".join(page.context["adminform"].form.errors["message"])
        assert typed in html.unescape(page.content.decode())


def test_text_returned_without_a_word_stays_in_review_and_says_why(clients, people):
    copy = open_copy(a_fiche(), people["author"])
    send(copy, people["author"])
    page = press(clients["reviewer"], copy, "_return")
    assert "Dites en un mot" in told(page)
    copy.refresh_from_db()
    assert copy.statut == "relecture"


@pytest.mark.parametrize(
    ("button", "words"),
    [("_return", {"message": "Un mot à garder."}), ("_publish", {"sentence": "Une phrase à garder."})],
)
def test_words_beside_an_act_that_is_no_longer_possible_are_given_back_with_where_the_text_is(
    clients, people, button, words
):
    copy = open_copy(a_fiche(), people["author"])
    send(copy, people["author"])
    fields = form_fields(clients["admin"].get(address_of(copy)).content.decode())
    send_back(copy, people["reviewer"], "Déjà renvoyé.")
    sent = fields | {name: [word] for name, word in words.items()} | {button: "1"}
    page = told(clients["admin"].post(address_of(copy), sent, follow=True))
    assert "n’est pas possible ici" in page
    assert "à l’état «\u202fBrouillon\u202f»" in page
    assert all(word in page for word in words.values())


@every_kind
@pytest.mark.parametrize("button", [WITHDRAWS, "_save"])
def test_form_of_a_live_text_withdrawn_meanwhile_is_given_back_and_saves_nothing(clients, model, button):
    text = KINDS[model]()
    fields = form_fields(clients["reviewer"].get(address_of(text)).content.decode())
    sent = fields | {"withdrawal_reason": ["Elle a changé de nom."], button: "1"}
    assert clients["reviewer"].post(address_of(text), sent | {WITHDRAWS: "1"}, follow=True).status_code == 200
    again = sent | {"withdrawal_reason": ["Une autre raison."]}
    answer = clients["admin"].post(address_of(text), again, follow=True)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "il est maintenant à l’état «\u202fRetiré\u202f». Rien n’a été enregistré." in page
    assert "Une autre raison." in page
    assert "obligatoire" not in page
    assert withdrawal_of(model._base_manager.get(pk=text.pk)).reason == "Elle a changé de nom."


def test_copy_abandoned_goes_and_its_words_stay_in_the_history(clients, people):
    fiche = a_fiche()
    copy = open_copy(fiche, people["author"])
    press(clients["author"], copy, "_continue", resume="Des mots à garder.")
    ask(clients["author"], copy, "abandon")
    assert copy_of(fiche) is None
    assert "Des mots à garder." in str(Version.objects.of(fiche)[0].content)


def test_new_text_of_a_referent_is_theirs_and_may_be_sent_at_once(clients, people):
    model = an_experience(published=False, region="bretagne")
    fields = form_fields(clients["author"].get(address_of(model)).content.decode())
    fields = {name: value for name, value in fields.items() if not name.endswith(("-id", "-experience", "version"))}
    fields |= {name: ["0"] for name in fields if name.endswith(("INITIAL_FORMS", "TOTAL_FORMS"))}
    page = clients["author"].post(
        "/admin/experiences/experience/add/", fields | {"slug": ["la-mienne"], "_send": "1"}, follow=True
    )
    text = page.context["original"]
    assert (text.auteur, text.statut) == (people["author"], "relecture")
    assert "Envoyé en relecture" in told(page)


# What is kept of each save


@pytest.mark.parametrize("model", [Fiche, Repere, Mission, Terme], ids=lambda model: model.__name__)
def test_save_keeps_what_was_said_before_and_after_and_nothing_when_nothing_changed(clients, people, model):
    text = a_fiche(published=False) if model is Fiche else model.objects.first()
    if model is Repere:
        text.go_to("brouillon")
    name = "definition" if model is Terme else "resume"
    before = getattr(text, name)
    press(clients["reviewer"], text, "_continue", **{name: "Un nouveau résumé."})
    kept = [(v.nature, v.who, v.content[0]["fields"][name]) for v in Version.objects.of(text).order_by("pk")]
    assert kept == [("trouvee", None, before), ("enregistree", people["reviewer"], "Un nouveau résumé.")]
    press(clients["reviewer"], text, "_continue")
    press(clients["admin"], text, "_save")
    assert Version.objects.of(text).count() == 2


def test_save_of_a_row_of_the_framework_is_a_version_of_its_text(clients):
    volet = Mission.objects.first().volets.first()
    press(clients["reviewer"], volet, "_continue", titre="Un autre volet")
    assert Version.objects.of(volet.mission).count() == 2
    assert "Un autre volet" in str(Version.objects.of(volet.mission)[0].content)


def test_difference_is_told_by_field_and_by_word(clients, people):
    fiche = a_fiche(published=False, region="bretagne")
    press(clients["author"], fiche, "_continue", resume="Un résumé plus long.")
    press(clients["author"], fiche, "_continue", **{"etapes-0-titre": "Faire un pas"})
    after, _, before = Version.objects.of(fiche)[:3]
    page = clients["author"].get(address_of(fiche, "history"), {"avant": before.pk, "apres": after.pk}).content.decode()
    assert "<h3>Résumé</h3>" in page
    assert "<ins> plus long</ins>" in page
    assert "Étape «\u202fFaire un pas\u202f», titre" in page


def test_old_version_of_a_live_text_is_taken_up_again_as_a_working_copy(clients, people):
    fiche = a_fiche(resume="L’ancien résumé.")
    copy = open_copy(fiche, people["author"])
    press(clients["author"], copy, "_send", resume="Le nouveau résumé.")
    press(clients["reviewer"], copy, "_publish")
    old = Version.objects.of(fiche).filter(nature="trouvee").last()
    page = clients["author"].get(address_of(fiche, "history")).content.decode()
    assert "Publiée" in page
    page = clients["reviewer"].get(address_of(fiche, "history")).content.decode()
    assert "En copie de travail" in page
    restored = ask(clients["reviewer"], fiche, "propose", version=old.pk).context["original"]
    assert restored.resume == "L’ancien résumé."
    fiche.refresh_from_db()
    assert fiche.resume == "Le nouveau résumé."


def test_old_version_of_the_framework_is_put_back_and_the_present_one_kept(clients):
    mission = Mission.objects.first()
    before, volets = mission.resume, list(mission.volets.values_list("pk", "titre"))
    press(clients["reviewer"], mission, "_continue", resume="Un autre résumé.")
    old = Version.objects.of(mission).last()
    clients["reviewer"].post(address_of(mission, "history"), {"version": old.pk})
    mission.refresh_from_db()
    assert mission.resume == before
    assert list(mission.volets.values_list("pk", "titre")) == volets
    assert "Un autre résumé." in str(Version.objects.of(mission)[1].content)


def test_history_of_others_shows_what_was_published_and_no_word_of_their_copies(clients, people):
    fiche = a_fiche(region="occitanie")
    copy = open_copy(fiche, people["stranger"])
    press(clients["stranger"], copy, "_continue", resume="Canari ôté avant publication.")
    press(clients["stranger"], copy, "_send", resume="Publié enfin.", message="Canari.")
    press(clients["reviewer"], copy, "_publish")
    seen = Version.objects.visible_to(people["author"], fiche)
    assert [version.nature for version in seen] == ["publiee"]
    page = clients["author"].get(address_of(fiche, "history")).content.decode()
    assert "Canari" not in page
    hidden = Version.objects.of(fiche).exclude(copy=None).first()
    page = (
        clients["author"].get(address_of(fiche, "history"), {"avant": hidden.pk, "apres": seen[0].pk}).content.decode()
    )
    assert "Canari" not in page
    assert Version.objects.visible_to(people["stranger"], fiche).count() == Version.objects.of(fiche).count()


def test_overtaken_proposal_shows_three_columns_and_loses_no_word(clients, people):
    fiche = a_fiche(resume="Au départ.")
    copy = open_copy(fiche, people["author"])
    press(clients["author"], copy, "_send", resume="Dans la copie.")
    Fiche.objects.filter(pk=fiche.pk).update(resume="En ligne.", duree="En ligne aussi.")
    page = press(clients["reviewer"], copy, "_publish")
    shown = page.content.decode()
    assert page.redirect_chain[-1][0] == address_of(copy, "comparer")
    for words in ("Au départ.", "En ligne", "Dans la copie", "changé des deux côtés"):
        assert words in shown
    fiche.refresh_from_db()
    assert fiche.resume == "En ligne."
    ask(clients["reviewer"], copy, "bring_up_to_date")
    press(clients["reviewer"], copy, "_publish")
    fiche.refresh_from_db()
    assert (fiche.resume, fiche.duree) == ("Dans la copie.", "En ligne aussi.")


# Queries

MOST_QUERIES = 31  # one of them for the state of the index, whose words name parts and families


def queries_of(client, path: str) -> int:
    """How many queries a page asks once what was just written is indexed and the process knows its content types."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_forms_and_lists_ask_few_queries_whatever_they_hold(clients, people, role):
    small, large = a_fiche(steps=1), a_fiche(steps=9, experiences=[an_experience() for _ in range(6)])
    small, large = open_copy(small, people["author"]), open_copy(large, people["author"])
    counts = [queries_of(clients[role], address_of(copy)) for copy in (small, large)]
    assert counts[0] == counts[1] <= MOST_QUERIES
    for path in ("/admin/fiches/fiche/", "/admin/experiences/experience/", "/admin/missions/repere/", "/admin/"):
        before = queries_of(clients[role], path)
        for _ in range(3):
            open_copy(a_fiche(region="bretagne"), people["author"])
        assert queries_of(clients[role], path) == before <= MOST_QUERIES
