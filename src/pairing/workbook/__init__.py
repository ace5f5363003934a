"""A scenario as one workbook: written as a template, read as tables and settings, given back with its faults marked."""
