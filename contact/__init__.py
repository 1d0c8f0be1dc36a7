"""What readers write: a question to somebody, an error they saw, whether a text served them."""
