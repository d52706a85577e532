"""`python -m benchmarks`: the marker's figures."""

from benchmarks.marker import main

main()
