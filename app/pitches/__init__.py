"""Project pitches handed in through a link."""
