"""How French text is indexed and found, one module a question.

french      from typed words to the stems that compare
searchable  what a model lends to the index
triggers    which writes make which texts stale: triggers, so that no writer can forget
indexing    from stale texts to rows, words and postings, in one transaction
tables      the tables of the index
snapshot    what a process holds of the index at one moment
mirror      the snapshot of this process, checked against the database at each request
vocabulary  the words of the public texts
query       what a visitor typed
asking      which of its words ask and say nothing
reading     which words of the vocabulary answer it
answer      which texts answer it, and how well
lines       which line of a text tells the most of it
subquery    the same as SQL, for a list that the database selects
excerpt     the passage that answers, with the words marked
check       whether the index says what the texts say
"""
