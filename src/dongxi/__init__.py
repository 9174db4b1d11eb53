"""Dongxi 东西通: one place where the East–West cooperation plan is data."""

__version__ = "0.1.0"
