"""Time and chance as they reach the product: the wall clock, the dice, and what wakes when a deadline is due."""
