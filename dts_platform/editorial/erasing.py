"""Words that must be kept nowhere, a person’s name or contact, taken out of all that is kept of texts; each row says it."""

from dts_platform.content.whole import digest_of_whole
from dts_platform.editorial.versions import STATE, Passage, Version, erase

BLANK = "[…]"  # what a reader of the history finds in their place


def without(value, words: str):
    """The same value, these words blanked in every text that it holds."""
    if isinstance(value, str):
        return value.replace(words, BLANK)
    if isinstance(value, list):
        return [without(one, words) for one in value]
    if isinstance(value, dict):
        return {name: without(one, words) for name, one in value.items()}
    return value


def erase_words(words: str, who) -> int:
    """Blank these words in every version and every message; how many rows held them."""
    erased = 0
    for version in Version._base_manager.iterator(chunk_size=100):
        content, why = without(version.content, words), without(version.why, words)
        if (content, why) != (version.content, version.why):
            erase(version, who, content=content, why=why, digest=digest_of_whole(content, STATE))
            erased += 1
    for passage in Passage._base_manager.filter(message__contains=words):
        erase(passage, who, message=without(passage.message, words))
        erased += 1
    return erased
