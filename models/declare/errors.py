"""A declaration that cannot be right: a stable id, what is wrong and what to do about it."""

from __future__ import annotations


class DeclarationError(TypeError):
    """Raised while the class is being made, so that the mistake shows at import and not at midnight."""

    def __init__(self, rule: str, where: str, what: str, hint: str) -> None:
        super().__init__(f"{rule} {where}: {what}. Hint: {hint}")
        self.rule, self.where, self.what, self.hint = rule, where, what, hint
