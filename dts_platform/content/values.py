"""What a content file may say in a field: a value of its kind, that a form would take too."""

import datetime
import difflib
from collections.abc import Iterator
from decimal import Decimal

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.content.natural_keys import NaturalKey
from dts_platform.content.rows import Key, Model, said_fields
from dts_platform.pdf.coverage import name_of_sign, unprintable
from dts_platform.text.gated import examine_field, is_prose
from dts_platform.text.remarks import Remark, Weight, extract, line_of

FONTS = settings.BASE_DIR / "static" / "fonts"
_KINDS = {  # field: the kinds of values it takes, and their name
    models.BooleanField: ((bool,), "true ou false"),
    models.IntegerField: ((int,), "un nombre entier"),
    models.DecimalField: ((int, float, Decimal), "un nombre"),
    models.DateField: ((datetime.date,), "une date, comme 2026-11-28"),
    models.CharField: ((str,), "un texte"),
    models.TextField: ((str,), "un texte"),
}
_READ = {bool: "un oui ou un non", int: "un nombre", float: "un nombre", datetime.date: "une date"}


def kind_of(name: str) -> Model:
    """The model of this name; ValidationError when content files hold none of it."""
    try:
        model = apps.get_model(name)
    except (LookupError, ValueError):
        model = None
    if model is None or not issubclass(model, NaturalKey):
        raise ValidationError(f"{extract(name)} n’est pas une sorte de texte.")
    return model


def known_field(model: Model, name: str) -> models.Field:
    """The field of this name; ValidationError when no file may fill one in."""
    fields = {field.name: field for field in said_fields(model)}
    if name in fields:
        return fields[name]
    near = difflib.get_close_matches(str(name), fields, 1)
    hint = f"\u202f; est-ce «\u202f{near[0]}\u202f»\u202f?" if near else "."
    raise ValidationError(f"ce champ n’existe pas{hint}")


def _key(value, length: int) -> Key | None:
    if value is None:
        return None
    if not isinstance(value, list) or not value or not all(type(part) in (str, int) for part in value):
        raise ValidationError(f"une clé entre crochets est attendue, et non {extract(str(value))}.")
    if len(value) != length:
        raise ValidationError(f"une clé de {length} mot{'s' * (length > 1)} est attendue, et non {value}.")
    return tuple(value)


def _keys(value, length: int) -> list[Key]:
    if not isinstance(value, list) or None in value:
        raise ValidationError("une liste de clés est attendue, chacune entre crochets.")
    return [_key(key, length) for key in value]


def _check_kind(field: models.Field, value, written: str) -> None:
    """Refuse what YAML made something else: « 01 » a number, « no » a refusal."""
    kinds, name = next((told for kind, told in _KINDS.items() if isinstance(field, kind)), ((object,), ""))
    exact = type(value) in kinds or not isinstance(value, bool | datetime.datetime)
    if value is None or (isinstance(value, kinds) and exact):
        return
    read = next((said for kind, said in _READ.items() if isinstance(value, kind)), "")
    if str in kinds and read:
        raise ValidationError(
            f"YAML lit {extract(written)} comme {read}\u202f; mettez-le entre guillemets\u202f: '{written}'."
        )
    raise ValidationError(f"{name} est attendu, et non {extract(written or str(value))}.")


def value_said(field: models.Field, value, written: str) -> tuple[object, tuple[Remark, ...]]:
    """The value of a field as a form would save it, and the remarks of the gate on a text. Raises ValidationError.

    `written` is the value as it stands in the file, when it is one word.
    """
    if field.is_relation:
        length = len(field.related_model.NATURAL_KEY)
        return (_keys(value, length) if field.many_to_many else _key(value, length)), ()
    _check_kind(field, value, written)
    remarks: tuple[Remark, ...] = ()
    if isinstance(value, float):
        value = Decimal(repr(value))  # what is written, not the nearest power of two
    if isinstance(value, str):
        value = value.strip()
        if is_prose(field):
            examined = examine_field(field, value)
            value, remarks = examined.text, examined.remarks
    return field.clean(value, None), remarks


def unprinted(text: str) -> Iterator[Remark]:
    """The signs of a text for which documents show a mark."""
    for sign in unprintable(text, FONTS):
        said = (
            f"le signe {name_of_sign(sign)} ne s’imprime pas\u202f; les PDF montreront «\u202f\ufffd\u202f» à sa place."
        )
        yield Remark(line_of(text, max(0, text.find(sign))), said, Weight.WARNED)
