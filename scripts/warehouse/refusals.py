"""What a user can mend, in words."""


class WarehouseError(Exception):
    """The warehouse or the project can't be used, and why: what is wrong, and what to do."""
