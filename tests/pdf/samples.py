"""Small texts to lay out and put together."""

from dts_platform.pdf.parts import Piece
from tests.pdf.rendering import part_from

SITE = "https://manuel.exemple.fr/"
LONG = (
    "Une coopération intercommunale particulièrement extraordinaire rassemble progressivement quelques établissements. "
)


def link(name: str, form: str = "reference", slot: str = "(p.\u00a0000)") -> str:
    folio = f'<span class="folio {form}" data-form="{form}" data-target="{SITE}{name}">{slot}</span>'
    return f'<a href="{SITE}{name}">vers {name}</a> {folio}'


def chapter(name: str, pages: int = 1, body: str = "", **fields) -> Piece:
    rest = '<p style="break-before: page">suite</p>' * (pages - 1)
    answers_for = {f"{SITE}{name}": ""} | fields.pop("answers_for", {})
    return Piece(
        part_from(f"<h1>Chapitre {name}.</h1>{body}{rest}"), f"Chapitre {name}", answers_for=answers_for, **fields
    )


def some_of_everything(rows: int) -> str:
    """Some of everything; a table of many rows goes over pages, and has its head on each."""
    return f"""<h1>Tout</h1><p>{LONG * 60}</p><h2>Listes</h2><ul><li>un<ul><li>deux</li><li><p>trois</p><p>quatre</p></li></ul></li>
<li><a href="{SITE}x">cinq</a></li></ul><ol>{"<li>rang</li>" * 12}</ol><dl><div><dt>mot</dt><dd><p>sens</p></dd></div></dl>
<h2>Tableau</h2><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>{f"<tr><th>c</th><td>{LONG}</td></tr>" * rows}</tbody></table>
<h3>Suite</h3><p>Voir {link("x")} et <a href="{SITE}y"><strong>gras</strong> et <em>penché</em></a>, puis <code>code</code>.</p>
<img class="qr-code" alt="Un carré" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==">
<p style="columns: 2">{LONG * 3}</p><blockquote><p>Cité.</p></blockquote>"""


SHORT, RICH = some_of_everything(2), some_of_everything(60)
