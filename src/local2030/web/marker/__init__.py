"""The marker's pages: files that came in, programmes and their scores, corrections of organisations."""
