"""How time, recall and size are measured, for the commands that print figures."""
