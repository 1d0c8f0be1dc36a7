"""Backups: what the site cannot make again, in an archive that proves itself, and the way back."""
