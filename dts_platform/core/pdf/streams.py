"""Streams, and whole files, as strict readers want them."""

import io
import re
import struct
import zlib
from itertools import chain

import pikepdf
from pikepdf import Name, ObjectStreamMode

_PACKED = re.compile(rb"<< [^<>]*?/Type /ObjStm[^>]*?/Length (\d+)[^>]*>>\nstream\n")
_DRAWN = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
_DEFLATIONS = [(niveau, memoire) for niveau in (9, 8, 7, 6) for memoire in (8, 9)]

pikepdf.settings.set_flate_compression_level(9)


def compressed(brut: bytes, fin: bytes = b" ") -> bytes:
    """The bytes compressed, never ending in a line break: such a stream looks a byte too short to a strict reader.

    `fin`, once more at the end, changes the check sum, which comes last; a space changes nothing in a page. Not a
    byte of zero: the sum would stay what it is.
    """
    while (comprime := zlib.compress(brut, 9))[-1:] in (b"\r", b"\n"):
        brut += fin
    return comprime


def stream(pdf: pikepdf.Pdf, brut: bytes) -> pikepdf.Stream:
    """A stream of a document, already compressed, so that saving leaves it as it is."""
    objet = pikepdf.Stream(pdf, b"")
    objet.write(compressed(brut), filter=Name.FlateDecode)
    return pdf.make_indirect(objet)


def packed(programme: bytes) -> tuple[bytes, int]:
    """A font program compressed, and its length: a byte more at its end, if there must be one, is not read."""
    comprime = compressed(programme, b"\1")
    return comprime, len(zlib.decompress(comprime))


def font_file(pdf: pikepdf.Pdf, comprime: bytes, longueur: int) -> pikepdf.Object:
    """A font program of a document, from what `packed` gives."""
    fichier = pikepdf.Stream(pdf, b"")
    fichier.write(comprime, filter=Name.FlateDecode)
    fichier.Length1 = longueur
    return pdf.make_indirect(fichier)


def bare(fonte: bytes) -> bytes:
    """A TrueType program with the tables that drawing needs, and no other."""
    combien = struct.unpack(">H", fonte[4:6])[0]
    entrees = [fonte[12 + 16 * rang : 28 + 16 * rang] for rang in range(combien)]
    gardees = [(e[:4], e[4:8], *struct.unpack(">II", e[8:])) for e in entrees if e[:4] in _DRAWN]
    plus = 1 << (len(gardees).bit_length() - 1)
    entete = struct.pack(">HHHH", len(gardees), plus * 16, plus.bit_length() - 1, (len(gardees) - plus) * 16)
    repertoire, corps, ici = b"", b"", 12 + 16 * len(gardees)
    for nom, somme, debut, taille in gardees:
        repertoire += nom + somme + struct.pack(">II", ici + len(corps), taille)
        corps += fonte[debut : debut + taille].ljust(-(-taille // 4) * 4, b"\0")
    return fonte[:4] + entete + repertoire + corps


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file, the same for the same document, without a stream that ends in a carriage return."""
    for calage in range(16):
        if calage:
            pdf.Root["/TERR_Calage"] = calage  # shifts the check sums of what could not be mended
        ecrit = io.BytesIO()
        pdf.save(ecrit, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        octets = _mend(ecrit.getvalue())
        if b"\r\nendstream" not in octets:
            break
    return octets


def _mend(octets: bytes) -> bytes:
    """Pack again, in no more room, the object streams that end in a carriage return, for which see `compressed`."""
    morceaux, ici = [], 0
    for entete in _PACKED.finditer(octets):
        debut, taille = entete.end(), int(entete.group(1))
        if octets[debut + taille - 1 : debut + taille] == b"\r":
            neuf = _repacked(octets[debut : debut + taille])
            premier, dernier = entete.span(1)
            dit = str(len(neuf)).encode().ljust(dernier - premier + taille - len(neuf))  # what follows stays in place
            morceaux += [octets[ici:premier], dit, octets[dernier:debut], neuf]
            ici = debut + taille
    return b"".join([*morceaux, octets[ici:]])


def _repacked(comprime: bytes) -> bytes:
    """The same objects in no more bytes, with another end: from one of them on, spaces in place of line feeds.

    From the first one on is tried first: what repeats still does, and compresses as well.
    """
    brut = zlib.decompress(comprime)
    fins = [rang for rang, octet in enumerate(brut) if octet == 0x0A]
    for essai in chain((brut,), (brut[:fin] + brut[fin:].replace(b"\n", b" ") for fin in fins)):
        for niveau, memoire in _DEFLATIONS:
            compresseur = zlib.compressobj(niveau, zlib.DEFLATED, 15, memoire)
            neuf = compresseur.compress(essai) + compresseur.flush()
            if len(neuf) <= len(comprime) and neuf[-1:] not in (b"\r", b"\n"):
                return neuf
    return comprime
