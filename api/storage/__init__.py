"""Keeps conversations and what belongs to them in a database, SQLite or Postgres."""

from api.storage.database import Database
from api.storage.interfaces import Deliveries, Threads
from api.storage.keeping import kept
from api.storage.memory import MemoryDeliveries, MemoryThreads
from api.storage.storage import Storage, open_storage

__all__ = [
    "Database",
    "Deliveries",
    "MemoryDeliveries",
    "MemoryThreads",
    "Storage",
    "Threads",
    "kept",
    "open_storage",
]
