"""Meeting kits: recipes for one kind of meeting, read from meeting_kits/ and checked."""
