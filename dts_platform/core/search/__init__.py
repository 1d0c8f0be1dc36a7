"""How French text is found."""
