"""Whether what a reader wrote looks like an advertisement: its links, and a few words that go with them."""

import re

from django.conf import settings

from dts_platform.search.french import fold

MOST_LINKS = 2  # a reader may well give the page of their own structure, and a source
MOST_FOREIGN = 0.3  # of the letters, in a script that no French text uses

_WRITTEN_LINK = re.compile(r"<\s*a\s|</a>|\[/?(?:url|link)\b|href\s*=", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|\b[a-z0-9-]+\.(?:com|net|info|biz|xyz|shop|store|online|site|top|club|ru|cn)\b[^\s]*",
    re.IGNORECASE,
)
_SELLING = re.compile(
    r"\b(?:seo|backlinks?|casinos?|viagra|cialis|bitcoins?|crypto\w*|forex|trading|paris sportifs|guest posts?|"
    r"followers?|referencement|premiere page de google|first page of google|credit rapide|pret rapide|"
    r"gagne[rz] de (?:l )?argent|make money|revenus? passifs?|investissements? garantis?|replica|dating|"
    r"offre exclusive|promo(?:tion)? limitee|web design services?|ranking)\b"
)


def looks_like_advertising(*texts: str) -> bool:
    """Do these texts sell something? Addresses of this site, and of mail, are no links."""
    text = "\n".join(texts)
    links = {link.lower() for link in _LINK.findall(_MAIL.sub(" ", text.replace(settings.SITE_URL, " ")))}
    if _WRITTEN_LINK.search(text) or len(links) > MOST_LINKS:
        return True
    plain = re.sub(r"[^a-z0-9]+", " ", fold(text))
    return bool(links and _SELLING.search(plain)) or _is_foreign(text)


def _is_foreign(text: str) -> bool:
    """Is much of it in letters that no French text uses?"""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(ord(sign) > 0x24F for sign in letters) > MOST_FOREIGN * len(letters)
