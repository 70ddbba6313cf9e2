"""Who is there: ticking off at the door, guests who just come."""
