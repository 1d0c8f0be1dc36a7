"""One request to a list of texts: its filters, its results, how many stand behind each value."""
