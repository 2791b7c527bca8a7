"""Uplift: whom treatment helps, learned from randomised trials."""
