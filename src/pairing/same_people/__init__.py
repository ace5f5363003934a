"""How alike two rows about people are: columns, sounds, candidates, levels of agreement, decisions."""
