from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.import_ import Import
from ...models.post_import_again import PostImportAgain
from ...models.problem import Problem
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    *,
    body: File,
    source: str | Unset = UNSET,
    map_: list[str] | Unset = UNSET,
    encoding: str | Unset = UNSET,
    delimiter: str | Unset = UNSET,
    sheet: str | Unset = UNSET,
    again: PostImportAgain | Unset = UNSET,
    content_disposition: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(content_disposition, Unset):
        headers["Content-Disposition"] = content_disposition

    params: dict[str, Any] = {}

    params["source"] = source

    json_map_: list[str] | Unset = UNSET
    if not isinstance(map_, Unset):
        json_map_ = map_

    params["map"] = json_map_

    params["encoding"] = encoding

    params["delimiter"] = delimiter

    params["sheet"] = sheet

    json_again: str | Unset = UNSET
    if not isinstance(again, Unset):
        json_again = again

    params["again"] = json_again

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/imports",
        "params": params,
    }

    _kwargs["content"] = body.payload
    headers["Content-Type"] = "application/octet-stream"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Import | Problem | None:
    if response.status_code == 200:
        response_200 = Import.from_dict(response.json())

        return response_200

    if response.status_code == 202:
        response_202 = Import.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 406:
        response_406 = Problem.from_dict(response.json())

        return response_406

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Import | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: File,
    source: str | Unset = UNSET,
    map_: list[str] | Unset = UNSET,
    encoding: str | Unset = UNSET,
    delimiter: str | Unset = UNSET,
    sheet: str | Unset = UNSET,
    again: PostImportAgain | Unset = UNSET,
    content_disposition: str | Unset = UNSET,
) -> Response[Import | Problem]:
    """A file of leads

     CSV of any delimiter and encoding, TSV, XLSX, JSON, JSON lines, or one as .gz; its bytes say what it
    is, and the
    ending of `filename` in Content-Disposition decides between texts. It is read in the background,
    into the bulk lane;
    `GET` the Location for how far it is. The same file through the same source again is the same
    import.

    Args:
        source (str | Unset):
        map_ (list[str] | Unset):
        encoding (str | Unset):
        delimiter (str | Unset):
        sheet (str | Unset):
        again (PostImportAgain | Unset):
        content_disposition (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Import | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        source=source,
        map_=map_,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        again=again,
        content_disposition=content_disposition,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: File,
    source: str | Unset = UNSET,
    map_: list[str] | Unset = UNSET,
    encoding: str | Unset = UNSET,
    delimiter: str | Unset = UNSET,
    sheet: str | Unset = UNSET,
    again: PostImportAgain | Unset = UNSET,
    content_disposition: str | Unset = UNSET,
) -> Import | Problem | None:
    """A file of leads

     CSV of any delimiter and encoding, TSV, XLSX, JSON, JSON lines, or one as .gz; its bytes say what it
    is, and the
    ending of `filename` in Content-Disposition decides between texts. It is read in the background,
    into the bulk lane;
    `GET` the Location for how far it is. The same file through the same source again is the same
    import.

    Args:
        source (str | Unset):
        map_ (list[str] | Unset):
        encoding (str | Unset):
        delimiter (str | Unset):
        sheet (str | Unset):
        again (PostImportAgain | Unset):
        content_disposition (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Import | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        source=source,
        map_=map_,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        again=again,
        content_disposition=content_disposition,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: File,
    source: str | Unset = UNSET,
    map_: list[str] | Unset = UNSET,
    encoding: str | Unset = UNSET,
    delimiter: str | Unset = UNSET,
    sheet: str | Unset = UNSET,
    again: PostImportAgain | Unset = UNSET,
    content_disposition: str | Unset = UNSET,
) -> Response[Import | Problem]:
    """A file of leads

     CSV of any delimiter and encoding, TSV, XLSX, JSON, JSON lines, or one as .gz; its bytes say what it
    is, and the
    ending of `filename` in Content-Disposition decides between texts. It is read in the background,
    into the bulk lane;
    `GET` the Location for how far it is. The same file through the same source again is the same
    import.

    Args:
        source (str | Unset):
        map_ (list[str] | Unset):
        encoding (str | Unset):
        delimiter (str | Unset):
        sheet (str | Unset):
        again (PostImportAgain | Unset):
        content_disposition (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Import | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        source=source,
        map_=map_,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        again=again,
        content_disposition=content_disposition,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: File,
    source: str | Unset = UNSET,
    map_: list[str] | Unset = UNSET,
    encoding: str | Unset = UNSET,
    delimiter: str | Unset = UNSET,
    sheet: str | Unset = UNSET,
    again: PostImportAgain | Unset = UNSET,
    content_disposition: str | Unset = UNSET,
) -> Import | Problem | None:
    """A file of leads

     CSV of any delimiter and encoding, TSV, XLSX, JSON, JSON lines, or one as .gz; its bytes say what it
    is, and the
    ending of `filename` in Content-Disposition decides between texts. It is read in the background,
    into the bulk lane;
    `GET` the Location for how far it is. The same file through the same source again is the same
    import.

    Args:
        source (str | Unset):
        map_ (list[str] | Unset):
        encoding (str | Unset):
        delimiter (str | Unset):
        sheet (str | Unset):
        again (PostImportAgain | Unset):
        content_disposition (str | Unset):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Import | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            source=source,
            map_=map_,
            encoding=encoding,
            delimiter=delimiter,
            sheet=sheet,
            again=again,
            content_disposition=content_disposition,
        )
    ).parsed
