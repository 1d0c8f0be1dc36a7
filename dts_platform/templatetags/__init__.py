"""Tags of the administration’s first page, for what concerns the whole site."""
