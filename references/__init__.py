"""What texts rest on: the rules of law, one record each, cited from many."""
