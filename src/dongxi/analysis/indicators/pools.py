"""From whom a change after the Plan may be told apart."""

POOLS = ("all", "unnamed")
"""Pools of donors: all provinces outside the West; of these, the ones the Plan does not name. The first is the main."""
