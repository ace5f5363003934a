"""Why every need got what it got: the facts behind each yes and no, in numbers, as the records of ``reasons.jsonl``.

Other needs appear in a record only as counts, and as the priority of the last one that a resource admitted.
"""
