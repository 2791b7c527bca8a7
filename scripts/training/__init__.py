"""Training: from rows of the warehouse to rows of its registry of models."""
