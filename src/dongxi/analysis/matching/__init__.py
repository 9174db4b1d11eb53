"""Needs meet offers: scoring, exact top-k, assignment."""
