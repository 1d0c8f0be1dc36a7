"""What tests of the desk share: the form of a text, sent by one of its buttons."""

from django.test import Client

from tests.editorial.forms import form_fields


def address_of(text, page: str = "change") -> str:
    return f"/admin/{text._meta.app_label}/{text._meta.model_name}/{text.pk}/{page}/"


def press(client: Client, text, button: str, **changes):
    """Send the form of a text as it is shown, with these changes, by this button; the answer, followed."""
    fields = form_fields(client.get(address_of(text)).content.decode())
    sent = fields | {name: [value] for name, value in changes.items()} | {button: "1"}
    return client.post(address_of(text), sent, follow=True)


def ask(client: Client, text, act: str, **fields):
    """What a button beside the form sends; the answer, followed."""
    return client.post(address_of(text, "acte"), {"act": act, **fields}, follow=True)


def told(response) -> str:
    """What the messages of a page say."""
    return " ".join(str(message) for message in response.context["messages"])
