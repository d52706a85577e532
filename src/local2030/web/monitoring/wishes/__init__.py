"""What is wanted of each indicator: the table to fill in, our proposals, the same as a file, and what is kept of it."""
