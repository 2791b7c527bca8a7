"""What a user can mend, in words."""


class ActivationError(Exception):
    """Nothing can be delivered, and why: what is wrong, where, and what to do."""


class StoppedError(Exception):
    """Delivery to one destination can't go on, and why; the others are not concerned."""
