"""What operators see of the running program: one line per outcome, without what people typed."""
