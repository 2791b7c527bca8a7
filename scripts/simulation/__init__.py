"""A believable SaaS company, simulated: what `scripts/simulate.py` is made of."""
