"""
The ledger: what became of every accepted submission, and whether the sum is right.

    accepted = routed + duplicate + rejected + dead + erased + in_flight + unaccounted

`balance` asks Kafka first, then PostgreSQL; in that order a sum that is not right cannot look right.

A proof sends to a stack while something breaks, and judges by what is on record outside it, never by our own metrics:

    from lab.ledger.proofs import proof

    with proof(spine, leads=1000, seed=7) as run:       # sends in the background: HTTP and Kafka, the live mix
        run.until(0.3)                                  # 30 % have their outcome
        with run.fault("SIGKILL", "enricher"):          # notes what was in flight; a fault that hits nothing: invalid
            os.kill(spine.pid("enricher"), signal.SIGKILL)
    run.verdict().must_hold()                           # at rest: L P D O C and the rest, else the text of what broke
"""

from lab.ledger.account import OUTCOMES, Account, Ledger, OpenOperation
from lab.ledger.balance import Unreachable, balance
from lab.ledger.lag import Lane, lag, lanes
from lab.ledger.submissions import ledger

__all__ = ["OUTCOMES", "Account", "Lane", "Ledger", "OpenOperation", "Unreachable", "balance", "lag", "lanes", "ledger"]
