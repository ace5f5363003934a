"""One file for each household: what was asked, what is given by whom and why, for the household, its caseworker or an
auditor. Records are made here; the pages that show them are in :mod:`pairing.outputs`.
"""
