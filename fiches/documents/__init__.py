"""Documents: what each contains, how it is built, stored and served, and the editions kept for ever."""
