"""The store as a whole: its digest, a backup in one file, putting it back, taking it to this version."""
