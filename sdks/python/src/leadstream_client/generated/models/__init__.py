"""Contains all the data models used in inputs/outputs"""

from .access_metadata_response_200 import AccessMetadataResponse200
from .batch import Batch
from .batch_receipt import BatchReceipt
from .field_problem import FieldProblem
from .import_ import Import
from .import_columns_item import ImportColumnsItem
from .import_remarks import ImportRemarks
from .import_state import ImportState
from .lead import Lead
from .lead_attributes_type_0 import LeadAttributesType0
from .post_import_again import PostImportAgain
from .problem import Problem
from .public_keys_response_200 import PublicKeysResponse200
from .receipt import Receipt
from .receipt_outcome import ReceiptOutcome
from .refusal import Refusal
from .revoke_body import RevokeBody
from .revoke_response_200 import RevokeResponse200
from .revoke_response_400 import RevokeResponse400
from .revoke_response_401 import RevokeResponse401
from .token import Token
from .token_body import TokenBody
from .token_body_grant_type import TokenBodyGrantType
from .token_response_400 import TokenResponse400
from .token_response_401 import TokenResponse401
from .verdict import Verdict

__all__ = (
    "AccessMetadataResponse200",
    "Batch",
    "BatchReceipt",
    "FieldProblem",
    "Import",
    "ImportColumnsItem",
    "ImportRemarks",
    "ImportState",
    "Lead",
    "LeadAttributesType0",
    "PostImportAgain",
    "Problem",
    "PublicKeysResponse200",
    "Receipt",
    "ReceiptOutcome",
    "Refusal",
    "RevokeBody",
    "RevokeResponse200",
    "RevokeResponse400",
    "RevokeResponse401",
    "Token",
    "TokenBody",
    "TokenBodyGrantType",
    "TokenResponse400",
    "TokenResponse401",
    "Verdict",
)
