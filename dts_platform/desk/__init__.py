"""How a text is corrected while it stays live: working copies, versions, what passes from hand to hand."""
