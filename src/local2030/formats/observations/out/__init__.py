"""Observations out, one file a format. Each writes batches of rows in their order, with what is said of the data set."""
