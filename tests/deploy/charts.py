"""Renders a chart, by Helm itself, in a process of its own: ``python charts.py CHART VALUES``.

Its library brings the runtime of Go, which has threads and handlers of signals that no test should meet.
"""

import json
import sys

if __name__ == "__main__":
    from helm_python import Chart, HelmError, lint

    path, values = sys.argv[1], json.loads(sys.argv[2])
    try:
        with Chart.load(path) as chart:
            rendered = chart.render(values, name="city", namespace="traffic")
    except HelmError as error:
        sys.exit(str(error))
    json.dump({"rendered": rendered, "lint": lint(path, values, strict=True)}, sys.stdout)
