"""What the stand-in API says of its models and of the account behind a key."""

import httpx

from bot.playground import Playground
from bot.playground.account import Model
from tests.playground.test_stand_in import QUESTION


async def test_the_list_of_models_tells_modalities_to_who_asks_for_them(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.account.models = [Model(id="vendor/one", aliases=("one",), inputs=("text",), context=8_000)]
    (plain,) = (await api.get("/models", headers={"Authorization": ""})).json()["data"]
    assert (plain["id"], plain["aliases"], plain["info"]["contextLength"]) == ("vendor/one", ["one"], 8_000)
    assert "modalities" not in plain
    (whole,) = (await api.get("/models", params={"include": "pricing,modalities"})).json()["data"]
    assert whole["modalities"] == {"input": ["text"], "output": ["text"]}


async def test_the_balance_is_told_to_the_right_key_alone(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.account.key = "the key"
    playground.stand_in.account.balance = 12.5
    billing = f"{playground.url}/v2/billing"
    assert (await api.get(billing)).status_code == 401
    right = {"Authorization": "Bearer the key"}
    assert (await api.get(billing, headers=right)).json() == {"current_balance": 12.5, "currency": "USD"}


async def test_a_completion_is_refused_to_a_wrong_key(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.account.key = "the key"
    assert (await api.post("/chat/completions", json=QUESTION)).status_code == 401
    right = {"Authorization": "Bearer the key"}
    assert (await api.post("/chat/completions", json=QUESTION, headers=right)).status_code == 200
