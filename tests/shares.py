"""How the processes of a run share the tests: modules that need the same costly thing go together, and the longest go first."""

from xdist.scheduler import LoadScopeScheduling

# Any module not named here is a share by itself. What the first ones make once: the served site and its
# browser, the parts of the manual, the manual as a book.
SHARES = {
    "browser": [
        "tests/whole/test_accessibility.py",
        "tests/whole/test_administration.py",
        "tests/whole/test_contact.py",
        "tests/whole/test_desk.py",
        "tests/whole/test_finder.py",
        "tests/whole/test_folded.py",
        "tests/whole/test_journeys.py",
        "tests/whole/test_kept.py",
        "tests/whole/test_printed.py",
        "tests/whole/test_selection.py",
        "tests/whole/test_server.py",
        "tests/whole/test_since.py",
        "tests/whole/test_states.py",
        "tests/whole/test_style_page.py",
        "tests/whole/test_theme.py",
        "tests/whole/test_territories.py",
        "tests/whole/test_weight.py",
    ],
    "manual": ["tests/whole/test_manuel.py", "tests/whole/test_livrets.py", "tests/whole/test_pictures.py"],
    "epub": ["tests/epub/test_validity.py", "tests/epub/test_whole_manuel.py", "tests/epub/test_manuel.py"],
    "recipes": ["tests/house/test_recipes.py"],
    "every fiche": ["tests/whole/test_every_fiche.py"],
    "kinds": ["tests/fiches/documents/test_every_kind.py", "tests/fiches/documents/test_same_bytes.py"],
    "processes": ["tests/processes/test_builders.py"],
    "upgrade": ["tests/site/test_upgrade.py"],
}
_SHARE_OF = {module: share for share, modules in SHARES.items() for module in modules}
_RANKS = {share: rank for rank, share in enumerate(SHARES)}


def share_of(test: str) -> str:
    """The share that a test belongs to: one of those above, else its module."""
    module = test.partition("::")[0]
    return _SHARE_OF.get(module, module)


def rank_of(test: str) -> int:
    """What sorts tests so that the longest shares begin first, and processes end together."""
    return _RANKS.get(share_of(test), len(_RANKS))


class ByShare(LoadScopeScheduling):
    """Gives each process whole shares, in the order in which the tests were collected."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # else those of many tests go first, however short

    def _split_scope(self, test: str) -> str:
        return share_of(test)
