"""One module a command: `manage.py <name> --help` says its options."""
