"""Everything public as a folder of files that opens without a server. Reads as a visitor does, and writes no row."""
