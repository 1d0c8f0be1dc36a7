"""The reader’s own booklet: its address, its page, the documents made of it."""
