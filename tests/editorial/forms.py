"""What tests of the administration share: a form, as a browser would send it back."""

import html
import re


def form_fields(page: str) -> dict:
    """The fields of an admin form, as a browser would send them back."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r' name="([^"]+)"', tag)
        kind = re.search(r' type="([^"]+)"', tag)
        if not name or (kind and kind[1] in ("submit", "button")) or name[1].startswith("_"):
            continue
        if kind and kind[1] in ("checkbox", "radio") and "checked" not in tag:
            continue
        value = re.search(r' value="([^"]*)"', tag)
        fields.setdefault(name[1], []).append(
            html.unescape(value[1]) if value else "on" if kind and kind[1] == "checkbox" else ""
        )
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.S):
        fields[name] = [html.unescape(text)]
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        fields[name] = [html.unescape(v) for v in re.findall(r'<option value="([^"]*)"[^>]* selected', body)]
    return {name: values for name, values in fields.items() if "__prefix__" not in name}


def post_form(client, address: str, fields: dict) -> None:
    """Send a form that must be saved; what the page says when it is not."""
    response = client.post(address, fields)
    page = response.content.decode()
    assert response.status_code == 302, re.findall(r'class="errorlist[^>]*>(.*?)</ul>', page, re.S)
