"""One file for each kind of scenario: its tables in Python, and beside it its `scenario.toml`."""
