"""What comes from the floor: ideas and cards by phone, dots on paper or by phone."""
