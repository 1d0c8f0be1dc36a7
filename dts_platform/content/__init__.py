"""Content files, and reference data that nobody edits."""
