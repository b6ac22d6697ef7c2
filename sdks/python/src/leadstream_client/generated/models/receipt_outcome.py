from typing import Literal

ReceiptOutcome = Literal["dead", "erased"]

RECEIPT_OUTCOME_VALUES: set[ReceiptOutcome] = {
    "dead",
    "erased",
}


def check_receipt_outcome(value: str) -> ReceiptOutcome:
    if value in RECEIPT_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RECEIPT_OUTCOME_VALUES!r}")
