"""What people say about an evening afterwards, without their names."""
