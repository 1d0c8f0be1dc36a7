"""Files of the site that pages ask for in one: each is written from others, which stay as they are read and changed."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from dts_platform.web.drawings import pictogram_mask
from dts_platform.web.shown_states import shown_states

_SITE = ("css/tokens.css", "css/foundations.css", "css/components.css", "css/pages.css")
STYLE_PAGE = "css/style-page.css"
BUNDLES = {
    "css/site.css": _SITE,
    "css/site-plaquette.css": (*_SITE, "css/plaquette-page.css"),  # one request too, and no weight for the other pages
    "css/states.css": (*_SITE, STYLE_PAGE),
    "js/site.js": tuple(
        f"js/{name}.js" for name in ("theme", "folds", "search", "selection", "region", "steps", "aloud")
    ),
}
_NIGHT = re.compile(r':root:not\(\[data-theme="light"\]\) (\{[^{}]*\})')


def with_night_chosen(sheet: str) -> str:
    """A style sheet, the values that it gives by night also given to whoever asks for night, whatever the device prefers."""
    return sheet + "".join(f'@media screen {{ [data-theme="dark"] {values} }}\n' for values in _NIGHT.findall(sheet))


# What a browser has no use for: blanks at both ends of a line, comments that stand on lines of their own.
_UNREAD = {
    ".css": re.compile(r"\s*(?:/\*.*?\*/\s*|\n\s*)+", re.S),
    ".js": re.compile(r"[ \t]*\n(?:[ \t]*//[^\n]*\n|[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n|\s*\n)*[ \t]*"),
}
_STRICT = '"use strict";\n'  # means nothing within a block: said once, before all of them
_PICTOGRAM = re.compile(r"pictogram\(([\w-]+)\)")  # in a sheet, the drawing of that name
_AROUND_SIGNS = re.compile(r" *([{};]) *")


class BundleFinder(BaseFinder):
    """Gives `collectstatic` the files made of others. A script keeps its names to itself: each stands in its own block."""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        if path not in BUNDLES:
            return []
        made = str(self._write(path))
        return [made] if find_all else made

    def list(self, ignore_patterns) -> Iterator[tuple[str, Storage]]:
        for path in BUNDLES:
            self._write(path)
            yield path, FileSystemStorage(self._folder())

    def _folder(self) -> Path:
        return settings.VAR_DIR / "bundles"

    def _write(self, path: str) -> Path:
        parts = [(name, (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")) for name in BUNDLES[path]]
        made = self._folder() / path
        made.parent.mkdir(parents=True, exist_ok=True)
        strict = _STRICT if path.endswith(".js") else ""
        made.write_text(strict + "".join(_in_bundle(path, name, part) for name, part in parts), encoding="utf-8")
        return made


def _in_bundle(path: str, name: str, part: str) -> str:
    """What a file becomes in a bundle."""
    part = _UNREAD[Path(path).suffix].sub("\n", part)
    if path.endswith(".js"):
        return f"{{\n{part.replace(_STRICT, '', 1)}}}\n"
    if path.endswith(".css"):
        part = _PICTOGRAM.sub(lambda asked: pictogram_mask(asked[1]), part)
    if path == "css/states.css":
        return part if name == STYLE_PAGE else shown_states(part)
    return _AROUND_SIGNS.sub(r"\1", with_night_chosen(part))
