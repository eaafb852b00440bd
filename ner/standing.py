"""The words that say that a vehicle stood."""

STANDS = (
    r"stop(?:s|ped|ping)?|wait(?:s|ed|ing)?|stood|stand(?:s|ing)?|park(?:s|ed|ing)?|halt(?:s|ed|ing)?"
    r"|paus(?:es?|ed|ing)|idl(?:es?|ed|ing)|stationary|still"
)
"""Part of a pattern, alternatives without a group."""
