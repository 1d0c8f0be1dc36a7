"""What the platform adds to `manage.py`."""
