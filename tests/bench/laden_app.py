"""The bare app in a program that has loaded what ours is built upon: the floor under a start of ours."""

import click
import filelock
import platformdirs
import pydantic
import sqlite_utils
from bare_app import BareApp
from cryptography.hazmat.primitives.asymmetric import ed25519

LOADED = (click.Command, ed25519.Ed25519PrivateKey, filelock.FileLock, platformdirs.user_data_dir)


class Model(pydantic.BaseModel):
    """The first model of a program loads most of pydantic."""

    database: type[sqlite_utils.Database] = sqlite_utils.Database


if __name__ == "__main__":
    BareApp().run()
