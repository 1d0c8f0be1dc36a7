"""Spellings that are one: inclusive forms, thousands, « e-mail », « St ». Texts and questions go through the same door.

What is read here is folded already: small letters, no accents.
"""

import re

_FEMININE = r"(?:(?:t?r?ice|ieres?|eres?|euse|esse|ne|le|te|se|ve|che|que|fe|e)s?|s)"
_SIGN = r"[·•⋅∙‧・.*/-]"
_PLURAL = rf"(?:{_SIGN}?s)?"
_INCLUSIVE = re.compile(rf"{_SIGN}(?<=[a-z]{{2}}.)({_FEMININE}{_PLURAL})(?![a-z0-9])")
_IN_BRACKETS = re.compile(r"\((?<=[a-z]{2}.)([a-z]{1,5})\)(?:\(?(s)\)?)?(?![a-z0-9])")
_BOTH_GENDERS = re.compile(r"\b(([a-z]{3,})[a-z]{0,4})/\2[a-z]{0,6}\b")
_THOUSANDS = re.compile(
    r"\d(?<!\d\d)\d{0,2}(?:[ .]\d{3})+\b"
)  # what looks back stands after a sign to look for: it is quicker
_HOURS = re.compile(r"(?<=\d)[ ]?h\b")
_GLUED_UNIT = re.compile(r"(?<=\d)(?=(?:heures?|km|kg|ans?|mois|jours?|euros?)\b)")
_EMAIL = re.compile(r"e[ -](?<!\we.)(?=mails?\b)")
_SAINT = re.compile(r"st(?<!\wst)(e?)[ -](?=[a-z]{3})")


def plain_spelling(folded: str) -> str:
    """The same text in the plainest spelling: « salarié·e·s » is « salariés », « 10 000 » is « 10000 »."""
    folded = _INCLUSIVE.sub(_plural, _IN_BRACKETS.sub(_bracketed, folded))
    if "/" in folded:
        folded = _BOTH_GENDERS.sub(r"\1", folded)
    folded = _THOUSANDS.sub(lambda number: re.sub(r"[ .]", "", number[0]), folded)
    folded = _GLUED_UNIT.sub(" ", _HOURS.sub(" heures", folded))
    if "mail" in folded:
        folded = _EMAIL.sub("e", folded)
    return _SAINT.sub(r"saint\1 ", folded)


def _plural(form: re.Match) -> str:
    """Nothing for a feminine, « s » for a plural that the word has not yet."""
    return "s" if form[1].endswith("s") and form.string[form.start() - 1] != "s" else ""


def _bracketed(form: re.Match) -> str:
    if not re.fullmatch(_FEMININE, form[1]):
        return form[0]
    return "s" if (form[2] or form[1].endswith("s")) and form.string[form.start() - 1] != "s" else ""
