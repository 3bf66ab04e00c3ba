"""The fold by family of facts; `scabot_domain.evolve` is the way in."""
