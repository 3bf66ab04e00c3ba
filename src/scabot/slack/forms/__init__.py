"""Forms: each is drawn from the case a person may see, and read back into one command; both pure."""
