from typing import Literal

TokenBodyGrantType = Literal["client_credentials", "refresh_token"]

TOKEN_BODY_GRANT_TYPE_VALUES: set[TokenBodyGrantType] = {
    "client_credentials",
    "refresh_token",
}


def check_token_body_grant_type(value: str) -> TokenBodyGrantType:
    if value in TOKEN_BODY_GRANT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TOKEN_BODY_GRANT_TYPE_VALUES!r}")
