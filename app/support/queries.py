"""What is read of support, cases and funding."""
