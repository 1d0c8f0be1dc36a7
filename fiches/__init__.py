"""What one does with it: practice sheets, their tools, and the documents made of all texts."""
