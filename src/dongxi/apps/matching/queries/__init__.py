"""Every read of needs, offers, matches and contacts."""
