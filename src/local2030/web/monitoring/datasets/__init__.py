"""A data set's pages: what it is, what was found in it, what it lacks, its former states."""
