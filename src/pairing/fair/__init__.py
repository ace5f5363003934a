"""Fair division in whole fen: rules for one sum, and how they hold where funds are restricted."""
