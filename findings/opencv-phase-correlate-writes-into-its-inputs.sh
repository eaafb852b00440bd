#!/usr/bin/env bash
# opencv-python-headless 5.0.0.93: cv2.phaseCorrelate(a, b, window) multiplies the window into the caller's arrays, where their
# size needs no padding for the Fourier transform (getOptimalDFTSize of both sides is the side itself). Its documentation
# calls a, b and the window inputs; without a window, and with sizes that are padded, they stay as they are. Whoever keeps
# a picture to compare the next one with compares with a windowed one, and reads shifts where there are none.
# Taken account of in vehiclefinder/video/tracking/camera_motion.py, which hands over copies.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet 'opencv-python-headless==5.0.0.93'
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import cv2
import numpy as np

print("opencv", cv2.__version__)
seen = {}
for rows, columns in ((96, 160), (97, 161)):
    padded = [cv2.getOptimalDFTSize(side) != side for side in (rows, columns)]
    for windowed in (False, True):
        first = np.random.default_rng(0).random((rows, columns)).astype(np.float32)
        second = np.roll(first, 3, axis=1)
        kept = first.copy(), second.copy()
        window = [cv2.createHanningWindow((columns, rows), cv2.CV_32F)] if windowed else []
        shift, _ = cv2.phaseCorrelate(first, second, *window)
        changed = not (np.array_equal(first, kept[0]) and np.array_equal(second, kept[1]))
        seen[any(padded), windowed] = changed
        print(f"{rows} x {columns}, padded {padded}, window {windowed}: shift {shift[0]:.2f}, inputs changed {changed}")
expected = {(False, False): False, (False, True): True, (True, False): False, (True, True): False}
raise SystemExit(0 if seen == expected else 1)
PYTHON
