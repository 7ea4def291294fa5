"""Names from other programs as they are stored: salted, since they may tell of people."""

import hashlib

from sqlalchemy import select, update

from api.storage.database import Database
from api.storage.schema import salts


class Keys:
    """Hashes names with the salt of a database, the same for every process that uses it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._salt = b""

    async def hashed(self, name: str) -> str:
        """What is stored of a name.

        Raises:
            StorageUnavailable: the salt cannot be read.
        """
        if not self._salt:
            query = select(salts.c.salt).where(salts.c.name == "keys")
            salt = await self._database.read(lambda connection: connection.scalar(query))
            self._salt = bytes.fromhex(str(salt))
        return hashlib.blake2s(name.encode(), key=self._salt).hexdigest()

    async def touch(self) -> None:
        """Write a row as it is: shows whether the database can be written.

        Raises:
            StorageUnavailable: it cannot.
        """
        same = update(salts).values(salt=salts.c.salt)
        await self._database.write(lambda connection: connection.execute(same))
