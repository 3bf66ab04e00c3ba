"""Evidence: what happened in a case as it can be shown to others, and whether anything recorded was changed."""
