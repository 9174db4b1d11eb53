"""Files written from what the product holds; one kind of file, one module."""
