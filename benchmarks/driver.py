"""A database past Django: the bare driver, with the durability of the settings."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tracker.keys import FILES, read_or_make_key

type Row = tuple[Any, ...]
_AT_ONCE = 5000  # rows in one call of the driver, so that copies need little memory


@dataclass(frozen=True)
class Store:
    """A place with the files of one program's data; `url`: its database of PostgreSQL."""

    place: Path
    url: str = ""

    @classmethod
    def of_environment(cls) -> "Store":
        return cls(Path(os.environ["DATA_DIR"]), os.environ.get("DATABASE_URL", ""))

    def environment(self, settings: str) -> dict[str, str]:
        """Of a process that works on it, whatever database ours was given."""
        told = {"DATA_DIR": str(self.place), "DATABASE_URL": self.url}
        told |= {"DJANGO_SETTINGS_MODULE": settings}
        return {name: value for name, value in (os.environ | told).items() if value}

    def open(self) -> Any:
        """A connection whose commits last as the program's own do."""
        if self.url:
            return psycopg.connect(self.url)
        connection = sqlite3.connect(self.place / "db.sqlite3")
        for each in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {each}")
        return connection

    def ask(self, query: str) -> list[Row]:
        with closing(self.open()) as connection:
            return list(connection.execute(query).fetchall())

    def create(self, *, like: "Store | None" = None) -> "Store":
        """The database, empty or as another one is; nobody may have it open."""
        self.place.mkdir(parents=True, exist_ok=True)
        for name in FILES:  # a server would make none where a database is
            read_or_make_key(self.place / name)
        if self.url:
            server, _, name = self.url.rpartition("/")
            template = like.url.rpartition("/")[2] if like else "template1"
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        elif like:
            for file in self.place.glob("db.sqlite3*"):
                file.unlink()
            with closing(like.open()) as whole, closing(self.open()) as copy:
                whole.backup(copy)
        return self


def columns(connection: Any, table: str) -> list[str]:
    found = connection.execute(f"SELECT * FROM {table} LIMIT 0")
    return [each[0] for each in found.description]


def insert(connection: Any, table: str, rows: Iterable[Row]) -> None:
    """One statement for many rows; the caller commits."""
    names = columns(connection, table)
    mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
    marks = ", ".join([mark] * len(names))
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
    cursor = connection.cursor()
    for part in batched(rows, _AT_ONCE):
        cursor.executemany(statement, list(map(_taken_again, part)))


def _taken_again(row: Row) -> Row:
    """JSON comes from psycopg as Python's own, and does not go in again as that."""
    return tuple([Jsonb(at) if isinstance(at, list | dict) else at for at in row])
