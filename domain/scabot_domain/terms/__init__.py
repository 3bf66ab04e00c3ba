"""The seven sections of an agreement: their fields, when they are complete, and how they are hashed."""
