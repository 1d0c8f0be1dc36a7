"""The regions of the manual: who can be reached there."""
