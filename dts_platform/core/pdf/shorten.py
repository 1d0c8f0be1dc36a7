"""What a page draws, in fewer bytes: as the eye sees it, not as WeasyPrint writes it."""

import re
from decimal import Decimal

_SHOWN = re.compile(rb"\[([^\]]*)\] TJ")
_ADJUSTMENT = re.compile(rb">(-?[\d.]+)(?=[<\]]|$)<?")
_DECIMALS = re.compile(rb"-?\d+\.\d{3,}")
_LINE_START = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")
_HUNDREDTH = Decimal("0.01")
_LEAST, _STEP = 8.0, 4  # thousandths of the size: a tenth of a point, unseen; fewer different ones weigh less
_HEXADECIMAL, _SPECIAL = re.compile(rb"<([0-9a-f]*)>"), re.compile(rb"[()\\]")
_TEXT = re.compile(rb"BT\n.*?ET\n", re.S)
_SIDE = rb"/Artifact\nBMC\nq\n((?:[-\d.]+ [-\d.]+ [ml]\n){4})W\*\nn\n([\d.]+ [\d.]+ [\d.]+ rg\n)(?:[-\d. ]+ re\n){2}f\*\nQ\nEMC\n"
_ONE_SIDE, _SIDES = re.compile(_SIDE), re.compile(rb"(?:" + _SIDE + rb"){1,}")
_OPAQUE = re.compile(rb"/[aA]1(?:\.0)? gs\n")


def shorten(dessin: bytes) -> bytes:
    """The same page in fewer bytes: small adjustments between glyphs add up before they are made, decimals that nobody
    sees go, and what is opaque anyway is not said to be."""
    dessin = _SHOWN.sub(_gather_adjustments, _DECIMALS.sub(_round, dessin))  # numbers first: strings become bytes
    dessin = _TEXT.sub(_say_once, dessin.replace(b"ET\nBT\n", b""))
    opaque = _OPAQUE.sub(b"", dessin)
    return _SIDES.sub(_fill_sides, dessin if b" gs\n" in opaque else opaque)


def _say_once(texte: re.Match) -> bytes:
    """The same text without the choice of a font that is chosen already, each line told from the one before."""
    lignes, police, ici = [], None, None
    for ligne in texte.group().split(b"\n"):
        if ligne.endswith(b" Tm"):
            ici, mouvement = _moved(ici, ligne)
            lignes.append(mouvement)
        elif ligne != police:
            lignes.append(ligne)
        if ligne.endswith(b" Tf"):
            police = ligne
    return b"\n".join(lignes)


def _moved(ici: tuple[Decimal, Decimal] | None, ligne: bytes) -> tuple[tuple[Decimal, Decimal] | None, bytes]:
    """Where a line begins, to a hundredth of a pixel, and the operation that goes there from `ici`."""
    if not (debut := _LINE_START.fullmatch(ligne)):
        return None, ligne
    la = tuple(Decimal(nombre.decode()).quantize(_HUNDREDTH) for nombre in debut.groups())
    if ici is None:
        return la, b"1 0 0 -1 %s %s Tm" % (_short(la[0]), _short(la[1]))
    return la, b"%s %s Td" % (_short(la[0] - ici[0]), _short(ici[1] - la[1]))


def _fill_sides(cotes: re.Match) -> bytes:
    """Sides of borders drawn one after the other: filled as they are, where each was a ring clipped to a side."""
    par_couleur: dict[bytes, list[bytes]] = {}
    for chemin, couleur in _ONE_SIDE.findall(cotes.group()):
        par_couleur.setdefault(couleur, []).append(chemin + b"h\n")
    remplis = b"".join(couleur + b"".join(chemins) + b"f\n" for couleur, chemins in par_couleur.items())
    return b"/Artifact\nBMC\nq\n" + remplis + b"Q\nEMC\n"


def _round(nombre: re.Match) -> bytes:
    return _short(float(nombre.group()))


def _short(nombre: Decimal | float) -> bytes:
    return (b"%.3f" % nombre).rstrip(b"0").rstrip(b".")


def _gather_adjustments(montre: re.Match) -> bytes:
    due = 0.0

    def adjust(ecart: re.Match) -> bytes:
        nonlocal due
        due += float(ecart.group(1))
        if abs(due) < _LEAST:
            return b""
        made = round(due / _STEP) * _STEP
        due -= made
        return b">%d<" % made

    texte = _ADJUSTMENT.sub(adjust, montre.group(1).replace(b">0<", b""))
    return b"[" + _HEXADECIMAL.sub(_as_bytes, texte if texte.endswith(b">") else texte + b">") + b"] TJ"


def _as_bytes(chaine: re.Match) -> bytes:
    """The same string of glyph numbers, byte for byte instead of digit by digit."""
    octets = bytes.fromhex(chaine.group(1).decode())
    return b"(" + _SPECIAL.sub(rb"\\\g<0>", octets).replace(b"\r", rb"\r").replace(b"\n", rb"\n") + b")"
