"""How a document becomes bytes: parts are laid out once each, then assembled. Nothing here knows Django.

`layout` turns the HTML of a part into pages, tagged, with empty slots where a page number will stand. `assembly` puts
parts in order, fills the slots, draws the page furniture, joins fonts, tags and bookmarks. `workshop` does both in
another process, with limits. Every document declares PDF/UA-1 (accessible) and PDF/A-2a (lasting), and is the same to
the byte each time.
"""
