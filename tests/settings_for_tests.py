"""The product's settings on a store that goes with the test run; read before any test file is."""

import atexit
import os
import shutil
import tempfile

folder = tempfile.mkdtemp(prefix="dongxi-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["DONGXI_DATA"] = folder
os.environ.setdefault("DONGXI_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread of the tests

from dongxi.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["quick_hasher.OneRound"]  # a million rounds guard a store that is stolen, not one of a test
