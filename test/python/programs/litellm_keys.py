"""Keys without a database: LiteLLM asks this for every request, and enforces what it returns."""

import litellm
from litellm.proxy._types import ProxyException, UserAPIKeyAuth

KEYS = {
    "sk-whole-team-0001": {"user_id": "team"},
    "sk-one-a-minute-0002": {"user_id": "slow", "rpm_limit": 1},
    "sk-spent-0003": {"user_id": "spent", "spend": 2.5, "max_budget": 2.0},
    "sk-flash-only-0004": {"user_id": "flash", "models": ["deepseek-v4-flash"]},
}


def refuse(message, kind, code):
    return ProxyException(message=message, type=kind, param="key", code=code)


async def check(request, api_key):
    known = KEYS.get(api_key)
    if known is None:
        raise refuse("Authentication Error, Invalid proxy server token passed.", "token_not_found_in_db", 401)
    if known.get("spend", 0) >= known.get("max_budget", float("inf")):
        raise litellm.BudgetExceededError(current_cost=known["spend"], max_budget=known["max_budget"])
    models = known.get("models")
    if models and request.method == "POST":
        asked = (await request.json()).get("model")
        if asked not in models:
            message = f"key not allowed to access model. This key can only access models={models}. Tried to access {asked}"
            raise refuse(message, "key_model_access_denied", 401)
    return UserAPIKeyAuth(api_key=api_key, **known)
