"""`scenario.toml` -> :class:`pairing.config.Config`: one file for each kind of block."""
