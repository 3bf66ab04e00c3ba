"""Private answers to what somebody typed or clicked; pure, and drawn from what that person may see."""
