"""Trains the encoder that comes with the coach. Imports torch; nothing that serves imports this package."""

from index.training.static import train_encoder

__all__ = ["train_encoder"]
