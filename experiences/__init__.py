"""What people did, and where: texts with their sources, figures and map."""
