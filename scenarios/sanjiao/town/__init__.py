"""The invented town behind the tables of this scenario."""
