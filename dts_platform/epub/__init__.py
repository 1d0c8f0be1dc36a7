"""How chapters become an EPUB. Nothing here knows Django."""
