"""The formats of French where those of Django do not do."""
