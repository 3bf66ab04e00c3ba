"""What people see of a case; pure, and drawn for one audience."""
