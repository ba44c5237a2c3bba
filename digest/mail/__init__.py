"""A page into a message, and the message out of the door."""
