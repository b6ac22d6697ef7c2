from typing import Literal

PostImportAgain = Literal["false", "true"]

POST_IMPORT_AGAIN_VALUES: set[PostImportAgain] = {
    "false",
    "true",
}


def check_post_import_again(value: str) -> PostImportAgain:
    if value in POST_IMPORT_AGAIN_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {POST_IMPORT_AGAIN_VALUES!r}")
