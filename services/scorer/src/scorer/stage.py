"""The scorer's stage: take the features of a batch, ask the model once, decide, report."""

from collections.abc import Mapping, Sequence

from leadcore.clock import Clock
from leadcore.contracts import Basis, EnrichedLead, ScoredLead, Topic
from leadcore.stage import PORTION, RetryLimits, Stage
from leadcore.verdict import Emit, Verdict
from leadcore.workspace import Workspace

from scorer import domain
from scorer.ports import Alarms, Model


def build(
    workspace: Workspace,
    model: Model | None,
    alarms: Alarms,
    clock: Clock,
    version: str,
    retries: RetryLimits | None = None,
) -> Stage[EnrichedLead, ScoredLead]:
    """The stage `scorer`: leads.enriched → leads.scored. It never opens a person."""

    async def handle(leads: Sequence[EnrichedLead]) -> Sequence[Verdict[ScoredLead]]:
        basis = Basis(decided_at=clock(), code_version=version, release=workspace.release, tables=tables)
        cases = [domain.examine(lead, workspace.fields) for lead in leads]
        answers = await _answers(model, cases)
        scored = [
            domain.score(lead, case, answer, policy, basis)
            for lead, case, answer in zip(leads, cases, answers, strict=True)
        ]
        for cause in filter(None, map(domain.fell_back, scored)):
            alarms.fell_back(cause)
        return [Emit(lead) for lead in scored]

    off = not workspace.switches.enableMLScoring
    model = None if workspace.scoring.model.use == "none" or off else model
    policy = domain.Policy(workspace.scoring, _in_force(workspace, model), off)
    tables = _tables(model)
    return Stage(
        unit=domain.UNIT,
        sources=(Topic.LEADS_ENRICHED,),
        sink=Topic.LEADS_SCORED,
        retry=Topic.LEADS_SCORER_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        tables=dict(tables),
        explained=False,
        portion=PORTION,
    )


async def _answers(model: Model | None, cases: Sequence[domain.Case]) -> Sequence[domain.Answer | None]:
    return [None] * len(cases) if model is None else await model.predict([case.features for case in cases])


def _in_force(workspace: Workspace, model: Model | None) -> domain.ModelInForce | None:
    use = workspace.scoring.model.use
    return None if model is None or use == "none" else domain.ModelInForce(model.model_id, model.sha256, use)


def _tables(model: Model | None) -> Mapping[str, str]:
    return {} if model is None else {f"model:{model.model_id}": model.sha256}
