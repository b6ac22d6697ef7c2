"""
The workspace: the folder of YAML and CSV that says how leads are treated, as typed, frozen values.

`load(folder)` reads and checks it; everything else here is pure. Field meanings stand in the template's
comments and in the docstrings of each part.
"""

from leadcore.workspace.companies import Company
from leadcore.workspace.conditions import Condition, Operator, Value
from leadcore.workspace.destinations import Destination, FieldTarget, Mode, Policy
from leadcore.workspace.facts import Facts, facts_of, sound_facts_of
from leadcore.workspace.fields import Field, FieldType
from leadcore.workspace.findings import Finding, WorkspaceError
from leadcore.workspace.forms import ConsentBox, Form, Input, Texts, origin_of
from leadcore.workspace.load import FILES, Workspace, load
from leadcore.workspace.roster import Roster, Seat
from leadcore.workspace.routing import REVIEW, Class, Classifier, Pool, PoolRule, Routing
from leadcore.workspace.scoring import Band, Bands, Model, Part, Rule, Scoring, Weights
from leadcore.workspace.sources import UPSTREAM, Dedup, Quota, Scheme, Shape, Source, Way, Webhook
from leadcore.workspace.switches import OFF, Limits, Switches
from leadcore.workspace.territories import Territories, Territory
from leadcore.workspace.vocabulary import (
    ALIASES,
    ATTRIBUTE,
    CANONICAL_KEYS,
    FACTS,
    OURS,
    ROUTING_FACTS,
    UNMAPPED,
    FactKind,
    fold,
)
from leadcore.workspace.written import AS_IT_IS, DateOrder, DecimalMark, Written

__all__ = [
    "ALIASES",
    "AS_IT_IS",
    "ATTRIBUTE",
    "CANONICAL_KEYS",
    "FACTS",
    "FILES",
    "OFF",
    "OURS",
    "REVIEW",
    "ROUTING_FACTS",
    "UNMAPPED",
    "UPSTREAM",
    "Band",
    "Bands",
    "Class",
    "Classifier",
    "Company",
    "Condition",
    "ConsentBox",
    "DateOrder",
    "DecimalMark",
    "Dedup",
    "Destination",
    "FactKind",
    "Facts",
    "Field",
    "FieldTarget",
    "FieldType",
    "Finding",
    "Form",
    "Input",
    "Limits",
    "Mode",
    "Model",
    "Operator",
    "Part",
    "Policy",
    "Pool",
    "PoolRule",
    "Quota",
    "Roster",
    "Routing",
    "Rule",
    "Scheme",
    "Scoring",
    "Seat",
    "Shape",
    "Source",
    "Switches",
    "Territories",
    "Territory",
    "Texts",
    "Value",
    "Way",
    "Webhook",
    "Weights",
    "Workspace",
    "WorkspaceError",
    "Written",
    "facts_of",
    "fold",
    "load",
    "origin_of",
    "sound_facts_of",
]
