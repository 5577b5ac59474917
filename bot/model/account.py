"""What the API says of the account behind the key: whether it knows the key, and the balance. It calls no model.

The address and its answer are as published; a service that knows no such address leaves both questions open.
"""

from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.settings import Settings

TIMEOUT_SECONDS = 10.0

VERSION = "/v1"
"""How the API's base address ends; billing is under `/v2` of the same host (docs.aimlapi.com, "Account Balance")."""

NOT_AUTHORISED = 401


class _Billing(BaseModel):
    model_config = ConfigDict(extra="ignore")

    current_balance: float


@dataclass(frozen=True, kw_only=True)
class Account:
    """`accepted` is None where the API does not tell, and `detail` says how so. `balance` is in US dollars."""

    accepted: bool | None
    balance: float | None = None
    detail: str = ""


async def look_up(http: httpx.AsyncClient, settings: Settings, *, key: str) -> Account:
    """Asks for the balance with the key (`GET /v2/billing`). It never fails."""
    base = settings.aimlapi_base_url.rstrip("/")
    if not base.endswith(VERSION):
        return Account(accepted=None, detail="an address of another form")
    try:
        response = await http.get(
            f"{base.removesuffix(VERSION)}/v2/billing", headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_SECONDS
        )
    except (httpx.HTTPError, ValueError) as error:  # ValueError: a key that no header can hold
        return Account(accepted=None, detail=type(error).__name__)
    if response.status_code == NOT_AUTHORISED:
        return Account(accepted=False)
    if not response.is_success:
        return Account(accepted=None, detail=f"status {response.status_code}")
    try:
        return Account(accepted=True, balance=_Billing.model_validate_json(response.content).current_balance)
    except ValidationError:
        return Account(accepted=True)
