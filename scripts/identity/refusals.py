"""What a user can mend, in words."""

from warehouse.refusals import WarehouseError


class MatchingError(WarehouseError):
    """Nobody can be matched, and why: what is wrong, where, and what to do."""
