"""What a user can mend, in words."""

from warehouse.refusals import WarehouseError


class RefusalError(Exception):
    """A model isn't trained, and why: what is wrong, where, and what to do."""


class TrainingError(WarehouseError):
    """Nothing can be trained at all, and why."""
