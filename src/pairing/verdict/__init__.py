"""The independent verdict: everything a run says is asked again of the tables, by other means than those that made it.

Nothing here imports the links, the model or a solver. The rules become joins, limits and goals become sums in SQL, and
the bound is computed from the prices with whole numbers.
"""

from pairing.verdict.audit import Audit, prepare
from pairing.verdict.audit_metrics import plan_metrics, run_metrics
from pairing.verdict.check import check, verify
from pairing.verdict.claim import Claim, read_claim
from pairing.verdict.judge import Judged, judge
from pairing.verdict.verdict import LevelVerdict, Verdict

__all__ = [
    "Audit",
    "Claim",
    "Judged",
    "LevelVerdict",
    "Verdict",
    "check",
    "judge",
    "plan_metrics",
    "prepare",
    "read_claim",
    "run_metrics",
    "verify",
]
