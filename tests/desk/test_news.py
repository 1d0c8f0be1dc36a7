"""What readers are told of a publication: what its author says, else what changed; kept for ever with the version."""

import pytest

from dts_platform.desk.copies import open_copy
from dts_platform.desk.news import BACK, CHECKED, NEW, UNTOLD, latest, publications
from dts_platform.desk.transitions import publish, reopen, send, withdraw
from dts_platform.editorial.names import Withdrawal
from dts_platform.editorial.versions import Version
from experiences.models import Experience
from fiches.models import Etape, Fiche
from missions.models import Repere
from tests.desk.forms import address_of, press, told
from tests.desk.publishing import corrected
from tests.desk.texts import KINDS
from tests.factories import a_fiche, an_account, an_experience

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(db):
    return an_account("referent", region="bretagne")


@pytest.fixture
def reviewer(db):
    return an_account("nationale")


def sentences() -> list[str]:
    return [news.sentence for news in latest(0, 50)]


def test_sentence_is_kept_with_the_version_at_the_moment_of_the_text():
    fiche = corrected(a_fiche(), "Le plafond passe à 480 heures.", True, resume="Autre.")
    version = publications()[0]
    assert (version.sentence, version.important) == ("Le plafond passe à 480 heures.", True)
    fiche.refresh_from_db()
    assert version.at == fiche.modifie_le


def add_a_step(copy):
    Etape.objects.create(fiche=copy, ordre=9, titre="Voir", texte="Voir.", avec_qui="Tous", resultat="Vu")


WITHOUT_A_SENTENCE = [
    # fields changed, act on the copy, what readers are told
    ({"resume": "Autre."}, None, "Modifié\u202f: résumé."),
    ({"resume": "Autre.", "titre": "Autre"}, add_a_step, "Modifié\u202f: titre, résumé, étapes."),
    ({"verifie_le": "2026-01-02"}, None, CHECKED),
    ({}, None, UNTOLD),
    (
        dict.fromkeys(("titre", "resume", "pourquoi", "pour_qui", "avec_qui", "moyens"), "Autre."),
        None,
        "Modifié\u202f: titre, résumé, pourquoi c’est important, pour qui et 2 de plus.",
    ),
]


@pytest.mark.parametrize(("fields", "act", "sentence"), WITHOUT_A_SENTENCE)
def test_change_without_a_sentence_says_what_it_touches(fields, act, sentence):
    corrected(a_fiche(), act=act or (lambda copy: None), **fields)
    assert sentences() == [sentence]


def test_new_text_and_text_brought_back_say_so(author, reviewer):
    draft = an_experience(published=False, region="bretagne", auteur=author)
    send(draft, author)
    publish(draft, reviewer)
    assert sentences() == [NEW]
    withdraw(draft, reviewer)
    reopen(draft, reviewer)
    draft.refresh_from_db()
    assert sentences() == []
    draft.auteur = author
    draft.save()
    send(draft, author)
    publish(draft, reviewer)
    assert sentences() == [BACK, NEW]


def test_publication_kept_before_readers_were_told_has_a_sentence():
    fiche = corrected(a_fiche(), "Une phrase.", resume="Autre.")
    last = publications()[0]
    Version.objects.create(
        model="fiches.fiche", key=fiche.pk, nature=last.nature, content=last.content, digest=last.digest
    )
    assert sentences() == [UNTOLD, "Une phrase."]


def test_withdrawn_text_is_told_without_its_title(reviewer):
    fiche = corrected(a_fiche(titre="Un titre secret"), "Une phrase.", resume="Autre.")
    Withdrawal.objects.create(kind="fiche", key=fiche.pk, reason="La loi a changé.")
    withdraw(fiche, reviewer)
    (news,) = latest(0, 50)
    assert (news.gone, news.important, news.sentence) == (True, True, "La loi a changé.")
    assert (news.title, news.path) == (f"Fiche {fiche.numero}", f"/fiches/{fiche.numero}/")


@pytest.mark.parametrize("model", [Fiche, Experience, Repere])
def test_news_follow_one_another_whatever_the_kind_in_as_many_queries(model, django_assert_max_num_queries):
    texts = [*Fiche.objects.published()[:3], *Experience.objects.published()[:3], KINDS[model]()]
    for rank, text in enumerate(texts):
        corrected(text, f"Phrase {rank}.", rank % 2 == 0)
    with django_assert_max_num_queries(4):
        assert sentences() == [f"Phrase {rank}." for rank in reversed(range(len(texts)))]
    assert [news.sentence for news in latest(0, 50, important=True)] == [f"Phrase {rank}." for rank in (6, 4, 2, 0)]


def test_button_that_publishes_asks_what_and_whether_it_matters(author, reviewer, client):
    copy = open_copy(a_fiche(), author)
    send(copy, author)
    client.force_login(reviewer)
    page = press(client, copy, "_publish", sentence="x" * 301)
    assert "300" in " ".join(page.context["adminform"].form.errors["sentence"])
    assert "x" * 301 in page.content.decode()
    press(client, copy, "_publish", sentence="Une <b>phrase</b>\npour vous.", important="on")
    version = publications()[0]
    assert (version.sentence, version.important) == ("Une phrase pour vous.", True)


def test_sentence_of_a_publication_that_is_refused_is_given_back(author, reviewer, client):
    fiche = a_fiche()
    copy = open_copy(fiche, author)
    send(copy, author)
    Fiche.objects.filter(pk=fiche.pk).update(resume="Changé en ligne.")
    client.force_login(reviewer)
    page = press(client, copy, "_publish", sentence="Ma phrase.")
    assert "Ma phrase." in told(page)
    assert page.request["PATH_INFO"] == address_of(copy, "comparer")
