"""How firm a plan's decisions are when the weights behind it are moved a little."""

from pairing.sensitivity.record import sensitivity

__all__ = ["sensitivity"]
