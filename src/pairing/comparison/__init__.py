"""Policies weighed against each other: the same people, arrivals and lots for all, so that only the policy differs."""
