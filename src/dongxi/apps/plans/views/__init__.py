"""Pages of plans, each file a part of the address."""
