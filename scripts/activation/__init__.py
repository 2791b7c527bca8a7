"""Delivery of audience changes: from rows of a mart to messages that other systems acknowledged."""
