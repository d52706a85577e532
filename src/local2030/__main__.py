"""`python -m local2030` is the command `local2030`."""

from local2030.cli.main import main

main()
