"""Everything that writes seating plans."""
