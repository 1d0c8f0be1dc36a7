"""Every table that belongs to no single app."""

from dts_platform.background.life import SignOfLife
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.content.journal import LoadedFile
from dts_platform.editorial.names import PublicName, Withdrawal
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.sent_forms import SavedForm
from dts_platform.editorial.versions import Passage, Version
from dts_platform.models.accounts import Affectation, User
from dts_platform.models.buckets import Bucket
from dts_platform.models.search import FoundSearch, FruitlessSearch, Synonyme
from dts_platform.models.site import Editeur, TexteDuSite
from dts_platform.models.territoires import GroupeRessource, Referent
from dts_platform.search.tables import SearchPosting, SearchRow, SearchState, SearchTouch, SearchWord

__all__ = [
    "Affectation",
    "Bucket",
    "Editeur",
    "FoundSearch",
    "FruitlessSearch",
    "GroupeRessource",
    "LoadedFile",
    "OutgoingMail",
    "Passage",
    "PreviewLink",
    "PublicName",
    "Referent",
    "SavedForm",
    "SearchPosting",
    "SearchRow",
    "SearchState",
    "SearchTouch",
    "SearchWord",
    "SignOfLife",
    "Synonyme",
    "TexteDuSite",
    "User",
    "Version",
    "Withdrawal",
]
