"""`report.html`: one file that asks for nothing else, which a bureau can hand on. One module for each section."""
