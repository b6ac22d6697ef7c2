"""
The ledger: what became of every accepted submission, and whether the sum is right.

    accepted = routed + duplicate + rejected + dead + erased + in_flight + unaccounted

`balance` asks Kafka first, then PostgreSQL; in that order a sum that is not right cannot look right.
"""

from lab.ledger.account import OUTCOMES, Account, Ledger
from lab.ledger.balance import Unreachable, balance
from lab.ledger.lag import Lane, lag, lanes
from lab.ledger.submissions import ledger

__all__ = ["OUTCOMES", "Account", "Lane", "Ledger", "Unreachable", "balance", "lag", "lanes", "ledger"]
