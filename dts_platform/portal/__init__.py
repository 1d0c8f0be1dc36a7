"""Pages and addresses that belong to no single app."""
