"""Makes up names of brands and models that nobody sells."""

from random import Random

ONSETS = ("b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t",
          "tr", "v", "w", "x", "y", "z", "zh")  # fmt: skip
RIMES = ("a", "ai", "an", "ar", "e", "el", "en", "er", "i", "ia", "in", "ing", "o", "on", "or", "ou", "u", "us", "yx")
LETTERS = "ABCDEFGHKLMNPRSTVXZ"
PARTICLES = (
    "De",
    "Van",
    "La",
    "Al",
    "Der",
    "San",
    "New",
    "Royal",
    "King",
    "Auto",
    "Moto",
    "Great",
    "Little",
    "Iron",
) * 2


def invented_name(random: Random) -> str:
    """Return a capitalised word of one to three syllables, at times two of them."""
    words = 2 if random.random() < 0.1 else 1
    return " ".join(_word(random) for _ in range(words))


def invented_brand(random: Random) -> str:
    """Return a name, at times with a particle or an initial before it: "Zhoust", "De Maria", "K Brenor"."""
    name = invented_name(random)
    return f"{random.choice((*PARTICLES, *LETTERS))} {name}" if random.random() < 0.12 else name


def invented_model(random: Random) -> str:
    """Return a name or a code, such as "Dravia", "X70", "GT 450" or "320d"."""
    number = str(random.choice((random.randint(1, 9), random.randint(10, 99), random.choice(range(100, 1000, 5)))))
    letters = "".join(random.choice(LETTERS) for _ in range(random.randint(1, 2)))
    forms = (
        invented_name(random), letters + number, f"{letters} {number}", f"{letters}-{number}", number,
        number + random.choice("deisx"), f"{random.randint(1, 12):03}", f"{_word(random)} {number}",
        f"{_word(random)} {letters}",
    )  # fmt: skip
    return random.choice(forms)


def _word(random: Random) -> str:
    return "".join(random.choice(ONSETS) + random.choice(RIMES) for _ in range(random.randint(1, 3))).capitalize()
