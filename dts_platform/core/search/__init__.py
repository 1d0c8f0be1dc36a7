"""How French text is found, and how many behind each box.

french      from typed words to the stems that compare
searchable  what a model lends to the index
touch       which writes make which texts stale: triggers, so that no writer can forget
indexing    from stale texts to rows, words and postings, in one transaction
mirror      what a process holds of all that, checked against the database at each request
query       what a visitor typed
plan        which words of the vocabulary answer it
match       which texts answer it, and how well
excerpt     the passage that answers, with the words marked
"""
