"""How many there are, in words."""


def counted(many: int, one: str, more: str | None = None) -> str:
    """Say how many there are, such as "1 track" and "1,204 tracks".

    :param one: What is said of one.
    :param more: What is said of none or several, where that is not ``one`` with an s.
    """
    return f"{many:,} {one if many == 1 else more or f'{one}s'}"
