"""The OpenAPI document without a service: ``python -m app.document`` prints it, and no home or model is opened."""

import json
import sys
from typing import Any

from vehiclefinder import Settings

from .rest import create_app


def openapi() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of this version, as ``/openapi.json`` of a service does."""
    return create_app(Settings()).openapi()


if __name__ == "__main__":
    json.dump(openapi(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
