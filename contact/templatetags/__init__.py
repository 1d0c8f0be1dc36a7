"""What readers wrote, for the first page of the administration."""
