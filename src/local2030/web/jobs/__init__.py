"""Work that takes longer than a page: a row each, done in a child process that can be stopped or killed at any time."""
