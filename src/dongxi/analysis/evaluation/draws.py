"""How many weights are drawn, everywhere, so that an interval is the same on a page, in a file and in a command."""

DRAWS = 20_000
