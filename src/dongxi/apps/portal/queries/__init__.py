"""Every read of the pages that gather from all rooms, one file a page."""
