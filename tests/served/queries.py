"""Hand-written fields that wait until the test lets them go, and that tell where they run."""

import asyncio
import os
import socket
import threading
from typing import Any

import graphene
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import translation


def connection_name() -> str:
    """What tells one connection to the database from another."""
    connection.ensure_connection()
    return f"{id(connection.connection)} {threading.get_ident()}"


class Query(graphene.ObjectType):
    wait = graphene.String(name=graphene.String(default_value=""))
    thread = graphene.String()
    language = graphene.String()
    atomic = graphene.Boolean()
    connection = graphene.String()
    connection_beside_the_loop = graphene.String()
    on_a_loop = graphene.Boolean()

    @staticmethod
    def resolve_wait(root: None, info: Any, name: str) -> str:
        """Calls the test, and waits for its answer. The database was asked before, so that a connection is held."""
        connection_name()
        with socket.create_connection(("127.0.0.1", int(os.environ["GATE"]))) as gate:
            gate.sendall(f"{name}\n".encode())
            return gate.makefile().readline().strip()

    @staticmethod
    def resolve_thread(root: None, info: Any) -> str:
        return threading.current_thread().name

    @staticmethod
    def resolve_language(root: None, info: Any) -> str:
        return translation.get_language()

    @staticmethod
    def resolve_atomic(root: None, info: Any) -> bool:
        return connection.in_atomic_block

    @staticmethod
    def resolve_connection(root: None, info: Any) -> str:
        return connection_name()

    @staticmethod
    async def resolve_connection_beside_the_loop(root: None, info: Any) -> str:
        return await sync_to_async(connection_name)()

    @staticmethod
    async def resolve_on_a_loop(root: None, info: Any) -> bool:
        return asyncio.get_running_loop().is_running()
