"""Pages of the room 对接."""
