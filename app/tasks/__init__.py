"""Tasks over all meetings: who is told, what they answer, the list with search."""
