"""Identity: which users are one person, by probability."""
