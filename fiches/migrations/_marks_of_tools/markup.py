"""CommonMark as the site read it: enough to find the tables, the items and the words of a tool."""

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def render(text: str, top_heading: int = 2) -> str:
    """Return HTML; one-paragraph items have no paragraph."""
    tokens = _MARKDOWN.parse(text)
    for before, token, after in zip(tokens, tokens[1:], tokens[3:], strict=False):
        if before.type == "list_item_open" and token.type == "paragraph_open" and after.type == "paragraph_close":
            token.hidden = after.hidden = True
    return _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
