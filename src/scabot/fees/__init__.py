"""CMS's public fee files: how they are read. Descriptors are dropped at the door, and nothing here writes anywhere."""
