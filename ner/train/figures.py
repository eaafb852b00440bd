"""Numbers in digits, as operators write them."""

from random import Random


def figure(random: Random, upper: int, plain: bool) -> str:
    """Draw a number, at times with a fraction or as two that it lies between.

    :param random: The source of every choice.
    :param upper: The largest.
    :param plain: Draw whole numbers alone.
    """
    low = random.randint(3, upper)
    chance = 1.0 if plain else random.random()
    if chance < 0.04:
        return f"{low}.{random.randint(1, 9)}"
    if chance < 0.1:
        return f"{low}{random.choice(('-', ' to ', ' - '))}{low + random.choice((5, 10, 20))}"
    return str(low)
