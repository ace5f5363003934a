"""A scenario's tables: found, loaded as text, checked against descriptors cell by cell, typed."""
