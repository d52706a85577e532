"""Who is signed in, and the one place that decides what each may do."""
