"""What a single-case negotiation is: facts, rules and money, with no way to reach the world."""
