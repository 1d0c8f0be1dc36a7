"""Small books, booklets of a reader, hostile words."""

from datetime import UTC, datetime

from django.conf import settings

from dts_platform.epub.cover import CoverStyle, draw_cover
from dts_platform.epub.writer import Book, Chapter, write_epub
from experiences.models import Experience
from fiches.documents.ebook import livret_epub
from fiches.models import Fiche
from missions.models import Terme

FONTS = settings.BASE_DIR / "static" / "fonts"
COVER_STYLE = CoverStyle(
    *("#102030", "#d0a040", "#ffffff"),
    FONTS / "territoires-serif-semibold.woff2",
    FONTS / "territoires-sans-regular.woff2",
)
NOTE = "Première ligne.\n\nSeconde & <b>dernière</b>."
SITE = "https://manuel.exemple.fr/"
HOSTILE = "</h1><script>alert(1)</script> ]]> <!-- & \x00\x01\x0b\x1f\x85\ufffe\uffff\ud800 \u202e \U0001f30d\U0001fffe é\u0301"


def small_book(*chapters: Chapter, **fields) -> Book:
    defaults = {
        "title": "Essai",
        "author": "Nous",
        "identity": f"{SITE}essai",
        "date": datetime(2026, 3, 2, 8, 30, 15, tzinfo=UTC),
        "site": SITE,
        "chapters": chapters,
        "style": ".lead { font-style: italic }",
        "cover": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>Essai</title></svg>',
        "cover_picture": draw_cover(["Essai"], ["Nous"], COVER_STYLE),
        "cover_text": "Couverture",
    }
    return Book(**defaults | fields)


def chapter(name: str, html: str = "<h1>T</h1>", **fields) -> Chapter:
    return Chapter(name, fields.pop("title", name.title()), html, **fields)


def hostile_book() -> bytes:
    """A book whose titles are empty or hostile."""
    titles = (chapter("a", title="\x01 \n"), chapter("b", title=HOSTILE))
    return write_epub(small_book(*titles, title=HOSTILE, rights=HOSTILE))


def chosen_texts() -> list[Fiche | Experience]:
    fiches = {f.numero: f for f in Fiche.objects.published().with_everything().filter(numero__in=(13, 2))}
    experience = Experience.objects.published().with_everything().get(slug="groupe-archer-pole-sud")
    return [fiches[13], experience, fiches[2]]


def livret(title: str, texts: list, note: str = "") -> bytes:
    return livret_epub(title, texts, Terme.objects.all(), "/selection/?f=a&f=b", note)


def ordinary_livret() -> bytes:
    texts = chosen_texts()
    return livret("Réunion de mardi", [*texts, texts[0]], NOTE)


def hostile_livret() -> bytes:
    """A booklet of texts whose titles and bodies are hostile."""
    fiche, experience, other = chosen_texts()
    hostile = HOSTILE.replace("\ud800", "")  # no database keeps it
    links = "[a](http://[) [b](https://é.fr/un été%) [c](#absente) [d](/fiches/x/?y) [e](javascript:x) <http://a..b>"
    fiche.titre = fiche.resume = fiche.outil.titre = hostile * 40
    fiche.pourquoi = (
        f"{hostile}\n\n{links}\n\n|{hostile}|b|\n|-|-|\n|{hostile}|c|\n\n####\n\n> - 99999999999. x\n\n7. y"
    )
    fiche.vigilance = "*" * 3000 + "[" * 3000 + "> " * 300 + "- " * 300
    fiche.facile_a_lire = "".join(map(chr, [*range(0x250), 0x2028, 0xFEFF, 0x200F, 0xE000, 0x10FFFF]))
    experience.nom = "\x07"
    experience.recit = f"```{hostile}\n{hostile}\n```\n\n`{hostile}`\n\n{'mot ' * 50_000}"
    return livret(HOSTILE * 20, [fiche, experience, other], f"{HOSTILE}\n" * 50)
