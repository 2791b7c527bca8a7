"""Personas: groups of entities that behave alike, as numbers that SQL computes with."""
