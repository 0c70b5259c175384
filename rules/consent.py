"""面谈回访: nobody is visited for a talk who did not agree to it beforehand."""

from __future__ import annotations

from collections.abc import Collection

#: Ways of calling back that take the customer's time face to face.
TALKS = frozenset({"talk"})


def consent_errors(mode: str | None, consented: bool | None, talks: Collection[str] = TALKS) -> dict[str, str]:  # noqa: FBT001 - a stored answer
    """R001-07 (001 三.3(2)): field name → sentence, for a talk without consent. An answer still open is asked for by the form."""
    if mode in talks and consented is False:
        return {"consented": "面谈要提前征得客户同意；客户不同意的，请改用电话等方式回访"}
    return {}
