"""What tests send as readers do: a form opened some time ago, on one of our pages."""

import re
from datetime import timedelta

from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.models import GroupeRessource

OURS = {"origin": "http://testserver"}
MESSAGE, ERROR, SERVED = "/contact/", "/signaler-une-erreur/", "/avis/"
FICHE = "/fiches/creer-une-ressourcerie/"
WORDS = {
    MESSAGE: {
        "word": "Par où commencer quand la commune hésite ?",
        "email": "lectrice@exemple.fr",
        "name": "Une lectrice",
    },
    ERROR: {"word": "Le lien de l’étape deux ne mène plus nulle part.", "email": ""},
    SERVED: {"answer": "oui", "word": "Nous avons repris la grille telle quelle."},
}


def opened(client, address: str, **asked) -> str:
    """The opening of a form that is shown."""
    page = client.get(address, asked).content.decode()
    return re.search(r'name="opening" value="([^"]+)"', page)[1]


def send(client, address: str, opening: str, headers=OURS, **fields):
    """Send a form as our page does; `fields` change what a reader typed."""
    typed = {"texte": FICHE, "complement": "", "opening": opening, **WORDS[address], **fields}
    return client.post(address, typed, headers=headers)


class Clock:
    """A clock that a test moves on."""

    def __init__(self, monkeypatch):
        self.passed = timedelta(0)
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + self.passed)

    def __call__(self, **length):
        self.passed += timedelta(**length)


def a_group(region="", **fields) -> GroupeRessource:
    said = {"nom": f"Groupe fictif {region or 'national'}", "courriel": f"{region or 'france'}@example.org"}
    return GroupeRessource.objects.create(region=region, visible=True, **said | fields)


def letters() -> list[OutgoingMail]:
    """The mails that wait or left, in the order in which they were written."""
    return list(OutgoingMail.objects.order_by("pk"))
