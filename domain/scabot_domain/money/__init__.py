"""Dollars, percents and the four reimbursement models."""
