"""Invented scenarios of any size: the structure of each programme, calibrated to its published figures."""
