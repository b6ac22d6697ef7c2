"""The port through which persons are sealed and opened, and its first fulfilment, which stores plainly."""

from typing import Protocol

from leadcore.codec import decode_body, encode_body
from leadcore.contracts import Person
from leadcore.failures import Undecodable


class PersonVault(Protocol):
    """Seals a Person to bytes and opens it again. Only units that may see persons are given one."""

    def seal(self, tenant: str, person: Person) -> tuple[bytes, str]:
        """
        Bytes and the key id they can be opened with.

        Raises:
            PortUnavailable: the key store is away.
        """
        ...

    def open(self, tenant: str, sealed: bytes, key: str) -> Person | Undecodable:
        """
        The person behind `sealed`, or why it cannot be read.

        Raises:
            PortUnavailable: the key store is away.
        """
        ...


class PlainVault:
    """Stores plainly under the empty key: Avro of Person, without frame."""

    def seal(self, tenant: str, person: Person) -> tuple[bytes, str]:  # noqa: ARG002  the port's shape
        """Avro bytes and the empty key."""
        return encode_body(person), ""

    def open(self, tenant: str, sealed: bytes, key: str) -> Person | Undecodable:  # noqa: ARG002  the port's shape
        """The person, unless the bytes were sealed with a key or are not a Person."""
        if key:
            return Undecodable("sealed-with-a-key-this-vault-has-not", "person_key")
        opened = decode_body(Person, sealed)
        return opened if isinstance(opened, Person) else Undecodable("not-a-person", "person")
