from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.batch import Batch
from ...models.batch_receipt import BatchReceipt
from ...models.lead import Lead
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: Batch | list[Lead],
    source: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["source"] = source

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/leads:batch",
        "params": params,
    }

    if isinstance(body, list):
        _kwargs["json"] = []
        for body_type_0_item_data in body:
            body_type_0_item = body_type_0_item_data.to_dict()
            _kwargs["json"].append(body_type_0_item)

    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BatchReceipt | Problem | None:
    if response.status_code == 202:
        response_202 = BatchReceipt.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[BatchReceipt | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: Batch | list[Lead],
    source: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[BatchReceipt | Problem]:
    """Up to 1,000 leads

     Each item is answered by an id or a problem, in order.

    Args:
        source (str | Unset):
        idempotency_key (str | Unset):
        body (Batch | list[Lead]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchReceipt | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        source=source,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: Batch | list[Lead],
    source: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> BatchReceipt | Problem | None:
    """Up to 1,000 leads

     Each item is answered by an id or a problem, in order.

    Args:
        source (str | Unset):
        idempotency_key (str | Unset):
        body (Batch | list[Lead]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchReceipt | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        source=source,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: Batch | list[Lead],
    source: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[BatchReceipt | Problem]:
    """Up to 1,000 leads

     Each item is answered by an id or a problem, in order.

    Args:
        source (str | Unset):
        idempotency_key (str | Unset):
        body (Batch | list[Lead]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BatchReceipt | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        source=source,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: Batch | list[Lead],
    source: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> BatchReceipt | Problem | None:
    """Up to 1,000 leads

     Each item is answered by an id or a problem, in order.

    Args:
        source (str | Unset):
        idempotency_key (str | Unset):
        body (Batch | list[Lead]):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BatchReceipt | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            source=source,
            idempotency_key=idempotency_key,
        )
    ).parsed
