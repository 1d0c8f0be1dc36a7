"""The platform: settings, addresses, and the rooms that belong to no single app."""
