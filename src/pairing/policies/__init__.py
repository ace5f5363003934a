"""Procedures: policies that are a way of deciding instead of a list of goals. One file each, named as the policy is."""
