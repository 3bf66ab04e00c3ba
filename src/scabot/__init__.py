"""How the negotiation reaches the world: store, clock, Slack, evidence."""
