"""Which flags of the shipped figures make one doubtful. Kept free of numpy: the first page of all asks."""

DOUBTFUL_FLAGS = frozenset({"suspicious", "unexplained"})
"""Flags of figures that a comparison must not rest on; a small base is told but used."""
