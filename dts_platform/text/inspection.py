"""What a reader would not see as its author typed it: said line by line, from the tokens of the text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it.token import Token

from dts_platform.text.code import Masked
from dts_platform.text.markdown import MAX_BRACKETS, MAX_NESTING, SCHEMES, parse, plain
from dts_platform.text.remarks import Remark, Weight, extract

MAX_COLUMNS = 6
_BROKEN_LINK = re.compile(r"\]\((?P<target>[^()\n]{1,200})")
_SPACED_LINK = re.compile(r"\[(?P<label>[^\[\]\n]{1,80})\] \(https?:")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\]|\^\[[^\[\]]{1,200}\]")
_TARGET = re.compile(r"(?<=\]\()[^()\s<>\ue000]+(?=[\s)])")
_MAIL = re.compile(r"[^@/\s:]+@[\w-]+(?:\.[\w-]+)+")
_FILE = "pdf|html?|php|docx?|xlsx?|pptx?|od[tsp]|png|jpe?g|gif|svg|txt|csv|zip"
_SITE = re.compile(rf"(?:[\w-]+\.)+(?!(?:{_FILE})\b)[a-zA-Z]{{2,}}(?::\d+)?(?:[/?#].*)?")


def _full(target: str) -> str:
    """The address that a target without its scheme stands for; itself when nothing says so."""
    if target.startswith("//"):
        return f"https:{target}"
    if _MAIL.fullmatch(target):
        return f"mailto:{target}"
    return f"https://{target}" if _SITE.fullmatch(target) else target


def with_schemes(masked: Masked) -> str:
    """The text whose links to `www.exemple.fr` lead there, and not below the page that holds them."""
    return _TARGET.sub(lambda match: _full(match.group()), masked.text)


def _leads_somewhere(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme in ("http", "https") and "." not in (parts.hostname or ""):
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES and bool(parts.netloc or parts.path and parts.scheme not in ("http", "https"))
    return target.startswith("/") and not parts.netloc


def _with_lines(block: Token) -> Iterator[tuple[Token, int]]:
    """The tokens of a paragraph, each with its line in the text."""
    line = block.map[0] + 1
    for token in block.children:
        yield token, line
        line += token.type in ("softbreak", "hardbreak")


def _of_links(block: Token) -> Iterator[Remark]:
    for (token, line), (inside, _) in pairwise(_with_lines(block)):
        if token.type == "link_open" and inside.type == "link_close":
            said = f"le lien vers {extract(str(token.attrGet('href')))} n’a pas de mots\u202f; mettez-en entre les crochets."
            yield Remark(line, said, Weight.REFUSED)
    for token, line in _with_lines(block):
        if token.type == "link_open" and not _leads_somewhere(target := str(token.attrGet("href") or "")):
            said = (
                f"le lien vers {extract(target)} ne mène nulle part\u202f; "
                "donnez une adresse entière (https://…), ou une adresse de ce site qui commence par «\u202f/\u202f»."
            )
            yield Remark(line, said, Weight.REFUSED)
        elif token.type == "image" and token.content.strip():
            said = f"l’image {extract(token.content)} ne se verra pas\u202f: seuls ces mots seront lus à sa place."
            yield Remark(line, said, Weight.WARNED)
        elif token.type == "image":
            said = (
                f"l’image {extract(str(token.attrGet('src') or ''))} ne se verra pas, et aucun mot ne la remplace\u202f; "
                "décrivez-la entre les crochets, ou retirez-la."
            )
            yield Remark(line, said, Weight.REFUSED)


def _of_broken_links(block: Token) -> Iterator[Remark]:
    """What was meant as a link and is none: an address with a space, a scheme that no browser may follow."""
    if "\\](" in block.content or "\\[" in block.content:  # its author wrote the signs themselves
        return
    for token, line in _with_lines(block):
        for found in _BROKEN_LINK.finditer(token.content) if token.type == "text" else ():
            said = (
                f"le lien vers {extract(found['target'])} se lirait tel quel\u202f; "
                "donnez une adresse entière (https://…), sans espace."
            )
            yield Remark(line, said, Weight.REFUSED)
        for found in _SPACED_LINK.finditer(token.content) if token.type == "text" else ():
            said = (
                f"{extract(found['label'])} n’est pas un lien\u202f; ôtez l’espace entre le crochet et la parenthèse."
            )
            yield Remark(line, said, Weight.WARNED)


def _of_notes(block: Token) -> Iterator[Remark]:
    for token, line in _with_lines(block):
        for found in _FOOTNOTE.finditer(token.content) if token.type == "text" else ():
            said = (
                f"l’appel de note {extract(found.group())} se lirait tel quel\u202f; "
                "mettez la note entre parenthèses, ou parmi les références."
            )
            yield Remark(line, said, Weight.REFUSED)


def _of_blocks(tokens: list[Token]) -> Iterator[Remark]:
    columns, line = 0, 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "code_block":
            said = "des espaces au début de la ligne en font du code\u202f; retirez-les si c’est un paragraphe."
            yield Remark(line, said, Weight.WARNED)
        columns = 0 if token.type == "table_open" else columns + (token.type == "th_open")
        if token.type == "thead_close" and columns > MAX_COLUMNS:
            said = f"un tableau de {columns} colonnes ne tient pas sur une page\u202f; cinq se lisent bien."
            yield Remark(line, said, Weight.WARNED)
        if token.level >= MAX_NESTING - 2:
            said = "trop de listes ou de citations les unes dans les autres\u202f; remontez d’un niveau."
            yield Remark(line, said, Weight.REFUSED)
            return


def _of_definitions(tokens: list[Token], references: dict) -> Iterator[Remark]:
    """A line « [1]: … » is read by the parser and printed nowhere, unless a link uses it."""
    children = [child for token in tokens for child in token.children or ()]
    used = {child.attrGet("href") or child.attrGet("src") for child in children if child.type in ("link_open", "image")}
    for label, reference in references.items():
        if reference["href"] not in used:
            said = f"la ligne {extract(f'[{label.lower()}]: …')} ne se lira nulle part\u202f; faites-en une phrase."
            yield Remark(reference["map"][0] + 1, said, Weight.REFUSED)


def inspect(text: str) -> Iterator[Remark]:
    """What is to be told of a long text, and what it cannot hold."""
    if text.count("[") > MAX_BRACKETS:
        yield Remark(0, f"Ce texte a plus de {MAX_BRACKETS} crochets ouvrants\u202f; retirez-en.", Weight.REFUSED)
        return
    if text.strip() and not re.search(r"\w", text) and not plain(text):
        yield Remark(0, f"{extract(text)} n’a pas de mots\u202f; rien ne se lirait.", Weight.REFUSED)
    references: dict = {}
    tokens = parse(text, references)
    yield from _of_blocks(tokens)
    for block in tokens:
        if block.type == "inline":
            yield from _of_links(block)
            yield from _of_broken_links(block)
            yield from _of_notes(block)
    yield from _of_definitions(tokens, references)
