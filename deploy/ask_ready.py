"""Ask the server in this container whether it is ready, by a name that it answers to."""

import os
import sys
import urllib.error
import urllib.request

address = f"http://127.0.0.1:{os.environ['PORT']}/readyz"
host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
try:
    urllib.request.urlopen(
        urllib.request.Request(address, headers={"Host": host}), timeout=5
    )
except urllib.error.URLError as error:
    sys.exit(str(error))
