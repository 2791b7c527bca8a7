"""What a user can mend, in words."""


class RefusalError(Exception):
    """A model isn't trained, and why: what is wrong, where, and what to do."""


class TrainingError(Exception):
    """Nothing can be trained at all, and why."""
