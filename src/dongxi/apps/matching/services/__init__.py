"""Every write of needs, offers, matches and contacts."""
