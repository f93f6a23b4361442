"""Who acts: a login, whoever is at the command line, or a patient at his own record."""

import os
import pwd
from dataclasses import dataclass

from labs.models import User


@dataclass(frozen=True)
class Operator:
    """Whoever is at the command line: as one of the clinic's people, or as nobody."""

    user: User | None

    @property
    def name(self) -> str:
        return f"{_shell_account()} as {self.user.email}" if self.user else _shell_account()


@dataclass(frozen=True)
class Owner:
    """A patient at his own record: known by his login, never by his name."""

    user: User
    name = "the patient"


@dataclass(frozen=True)
class Program:
    """A program that reads by a token, with the rights of its reader."""

    user: User
    token: str  # its uid
    of_patient: bool = False  # whose name is not said, as an Owner's is not

    @property
    def name(self) -> str:
        reader = "the patient" if self.of_patient else self.user.name
        return f"token {self.token} for {reader}"


@dataclass(frozen=True)
class Nobody:
    """Whoever asks without having signed in; or what acts without a person."""

    name: str = "nobody signed in"
    user: None = None


@dataclass(frozen=True)
class Clock:
    """The clinic's rule, by which results are shared without a person."""

    user: None = None
    name = "the clinic’s rule"


type Actor = User | Operator | Owner | Program | Nobody | Clock


def user_of(by: Actor) -> User | None:
    return by if isinstance(by, User) else by.user


def _shell_account() -> str:
    """The account of the operating system; the environment could claim another."""
    try:
        return f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"cli:{os.getuid()}"
