"""Who reads what readers wrote, what waits on the first page of the administration, what is done with it."""

import pytest

from contact.models import Doubt, Message, Notice
from contact.panel import received_by
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.models import User
from tests.contact.sending import a_group
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
MESSAGES, NOTICES = "/admin/contact/message/", "/admin/contact/notice/"


def a_row(model, word, text=None, **fields):
    """What a reader wrote about a text, as the form stores it."""
    spoken = {"about": str(text), "address": text.get_absolute_url(), "model": text._meta.label_lower, "row": text.pk}
    said = {"word": word, "region": text.region, **spoken} if text else {"word": word}
    return model.objects.create(key=f"{model.__name__} {word}", **said | fields)


@pytest.fixture
def rows(db):
    here = an_experience(region="bretagne", nom="La bretonne")
    there = an_experience(region="corse")
    everywhere = a_fiche()
    for text, name in ((here, "ici"), (there, "ailleurs"), (everywhere, "partout")):
        a_row(Message, f"Question {name}", text, email="lectrice@exemple.fr")
        a_row(Notice, f"Erreur {name}", text, answer="erreur")
        a_row(Notice, f"Servi {name}", text, answer="oui")
        a_row(Notice, f"Publicité {name}", text, answer="erreur", doubt=Doubt.ADVERT)


READ = {
    "referent bretagne": {"ici"},
    "nationale ": {"ici", "ailleurs", "partout"},
    "admin ": {"ici", "ailleurs", "partout"},
    "referent ": set(),
    "none ": set(),
}


@pytest.mark.parametrize("who", READ)
def test_each_reads_what_concerns_their_regions_in_lists_and_on_the_first_page(rows, who):
    role, region = who.split(" ")
    account = an_account(role, region=region) if region else an_account(role)
    client = signed_in(account)
    pages = {path: client.get(path) for path in (MESSAGES, NOTICES, "/admin/")}
    texts = {path: page.content.decode() if page.status_code == 200 else "" for path, page in pages.items()}
    for name in ("ici", "ailleurs", "partout"):
        for path, words in ((MESSAGES, "Question"), (NOTICES, "Erreur"), ("/admin/", "Erreur"), ("/admin/", "Servi")):
            assert (f"{words} {name}" in texts[path]) is (name in READ[who]), (path, words, name)
        assert f"Publicité {name}" not in texts["/admin/"]


def test_first_page_gives_each_error_with_its_text_and_the_form_that_corrects_it(rows):
    page = signed_in(an_account("referent", region="bretagne")).get("/admin/").content.decode()
    text = Notice.objects.get(word="Erreur ici")
    for said in (
        "La bretonne",
        text.address,
        f"/admin/experiences/experience/{text.row}/change/",
        "1\u00a0avis mis de côté",
    ):
        assert said in page
    assert "oui\u202f: 1, en partie\u202f: 0, non\u202f: 0" in page


def test_first_page_asks_as_many_queries_whatever_readers_wrote(django_assert_num_queries):
    reader, texts = User.objects.get(pk=an_account("nationale").pk), [a_fiche() for _ in range(4)]
    a_row(Notice, "Servi", texts[0], answer="non")
    with django_assert_num_queries(7):
        received_by(reader)
    for number in range(40):
        a_row(Notice, f"Erreur {number}", texts[number % 4], answer="erreur")
        a_row(Notice, f"Servi {number}", texts[number % 4], answer="non")
        a_row(Message, f"Question {number}", texts[number % 4])
    with django_assert_num_queries(7):
        found = received_by(reader)
    assert (len(found.errors), sum(text["no"] for text in found.answers)) == (8, 41)


def test_list_asks_as_many_queries_whatever_readers_wrote(django_assert_max_num_queries):
    client, text = signed_in(an_account("nationale")), a_fiche()
    for number in range(30):
        letter = OutgoingMail.objects.create(to="a@exemple.fr", subject="x")
        a_row(Message, f"Question {number}", text, mail=letter.key)
        a_row(Notice, f"Erreur {number}", text, answer="erreur")
    for path in (MESSAGES, NOTICES):
        client.get(path)
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_first_page_tells_the_messages_that_could_not_leave():
    letter = OutgoingMail.objects.create(to="a@exemple.fr", subject="x", given_up=True)
    a_row(Message, "Une question", a_fiche(), mail=letter.key)
    page = signed_in(an_account("nationale")).get("/admin/").content.decode()
    assert "1\u00a0message n’a pas pu partir" in page


def act(client, path, action, *rows):
    return client.post(path, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def test_what_is_marked_leaves_the_first_page(rows):
    client = signed_in(an_account("referent", region="bretagne"))
    act(client, NOTICES, "mark_handled", *Notice.objects.all())
    act(client, MESSAGES, "mark_handled", *Message.objects.all())
    assert "Ce que disent les lecteurs" not in client.get("/admin/").content.decode()
    assert Notice.objects.filter(handled=True).count() == 3  # those of the other region are out of reach


def test_message_put_aside_by_mistake_leaves_once_for_who_answers():
    a_group()
    message = a_row(Message, "Une vraie question", a_fiche(), email="lectrice@exemple.fr", doubt=Doubt.ADVERT)
    client = signed_in(an_account("nationale"))
    for _ in range(2):
        act(client, MESSAGES, "forward", message)
    (letter,) = OutgoingMail.objects.all()
    message = Message.objects.with_mail().get()
    assert (letter.to, letter.reply_to, message.state, message.doubt) == (
        "france@example.org",
        "lectrice@exemple.fr",
        "en attente",
        "",
    )


def test_message_is_deleted_by_the_national_team_and_by_no_referent(rows):
    message = Message.objects.get(word="Question ici")
    path = f"{MESSAGES}{message.pk}/delete/"
    assert signed_in(an_account("referent", region="bretagne")).post(path, {"post": "yes"}).status_code == 403
    assert Message.objects.filter(pk=message.pk).exists()
    signed_in(an_account("nationale")).post(path, {"post": "yes"})
    assert not Message.objects.filter(pk=message.pk).exists()


def test_form_of_a_message_shows_all_of_it_and_changes_nothing(rows):
    message = Message.objects.get(word="Question ici")
    page = signed_in(an_account("referent", region="bretagne")).get(f"{MESSAGES}{message.pk}/change/")
    text = page.content.decode()
    assert all(said in text for said in ("Question ici", "lectrice@exemple.fr", "La bretonne", "à lire ici"))
    assert 'name="_save"' not in text
