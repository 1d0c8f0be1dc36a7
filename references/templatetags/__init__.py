"""Tags of the administration’s own templates."""
