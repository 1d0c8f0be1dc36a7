"""Tags of the administration’s own templates, of what texts rest on."""
