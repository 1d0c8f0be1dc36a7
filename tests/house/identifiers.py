"""The names that the project gives: to what, in which file; and the words they are made of."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_JINJA_STATEMENT = re.compile(r"\{%-?\s*(macro|set|for|import|from|call)\b(.*?)-?%\}", re.S)
_CSS_NAME = re.compile(r"\.(-?[a-zA-Z_][\w-]*)(?=[^{}]*\{)|(--[\w-]+)\s*:|@keyframes\s+([\w-]+)")
_JS_NAME = re.compile(r"\b(?:const|let|var|function|class)\s+([A-Za-z_$][\w$]*)|\(([\w$,\s]*)\)\s*=>|\b([\w$]+)\s*=>")


class Name(NamedTuple):
    """A name and the file that gives it."""

    name: str
    file: Path


def words(name: str) -> list[str]:
    """The words of a name, in small letters: `FicheFilterSet` → fiche, filter, set; single letters are no words."""
    parts = re.split(r"[\W_\d]+", _CAMEL.sub("_", name))
    return [part.lower() for part in parts if len(part) > 1]


def python_names(file: Path) -> Iterator[Name]:
    """What a Python file defines: modules, functions, classes, arguments, variables, attributes set."""
    yield Name(file.stem, file)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield Name(node.name, file)
        elif isinstance(node, ast.arg):
            yield Name(node.arg, file)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield Name(node.id, file)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield Name(node.attr, file)
        elif isinstance(node, ast.alias) and node.asname:
            yield Name(node.asname, file)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield Name(node.name, file)


def template_names(file: Path) -> Iterator[Name]:
    """What a template defines: macros and their parameters, variables of `set` and `for`, aliases of imports."""
    text = re.sub(r"\"[^\"]*\"|'[^']*'", "", file.read_text())
    for kind, rest in _JINJA_STATEMENT.findall(text):
        if kind == "for":
            given = rest.split(" in ", 1)[0]
        elif kind == "set":
            given = rest.split("=", 1)[0]
        elif kind in ("import", "from"):
            given = " ".join(re.findall(r"\bas\s+(\w+)", rest))
        else:
            given = re.sub(r"=[^,)]*", "", rest)
        for name in re.findall(r"[A-Za-z_]\w*", given):
            if name not in {"with", "without", "context", "if", "else", "not"}:
                yield Name(name, file)


def style_names(file: Path) -> Iterator[Name]:
    """The classes and custom properties that a style sheet gives."""
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", file.read_text(), flags=re.S)
    for groups in _CSS_NAME.findall(text):
        yield Name(next(filter(None, groups)), file)


def script_names(file: Path) -> Iterator[Name]:
    """The functions, variables and parameters that a script gives."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", file.read_text(), flags=re.S)
    for groups in _JS_NAME.findall(text):
        for name in re.findall(r"[\w$]+", " ".join(groups)):
            yield Name(name, file)
