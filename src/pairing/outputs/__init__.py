"""What a run leaves behind: one file here per kind of output."""
