"""The warehouse in use and the project that builds it, for all scripts alike."""
