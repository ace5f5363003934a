"""What pairing costs, as ratios within one run."""
