"""A scenario's SQL: parsed, held to a whitelist, written out in one canonical form, tried before any data is read."""
