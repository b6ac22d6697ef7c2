"""What is raised where a lead was not taken."""

from leadstream_client.generated.models import FieldProblem, Problem
from leadstream_client.generated.types import Unset


class Refused(Exception):  # noqa: N818  what happened, as httpx names its own
    """The gateway's answer is a problem document (RFC 9457): mend the lead, or read `lead_id` of a duplicate."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        found = ", ".join(f"{each.field or 'body'}: {each.reason}" for each in self.errors)
        super().__init__(f"{problem.status} {self.code}{f' ({found})' if found else ''}")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def code(self) -> str:
        """What kind of problem, as the last part of its `type`: `duplicate`, `rejected`, `wrong-fields`, …"""
        return self.problem.type_.rsplit("/", 1)[-1]

    @property
    def errors(self) -> list[FieldProblem]:
        """The fields at fault, each with its reason; values are never repeated."""
        return [] if isinstance(self.problem.errors, Unset) else self.problem.errors

    @property
    def lead_id(self) -> str:
        """Of a duplicate, to who waited: the lead that is already there. Else empty."""
        return "" if isinstance(self.problem.lead_id, Unset) else self.problem.lead_id


class Unexpected(Exception):  # noqa: N818
    """An answer that is not the gateway's, such as a proxy's page; whether the lead was taken is not known."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status}, and no problem document")
