"""What `make benchmark` measures, and how."""
