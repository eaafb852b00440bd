#!/bin/sh
# Build the image and take it through its life: refused without accounts, somebody who may log in, the demonstration,
# healthy, ended. It needs docker, podman or buildah, and a network:  sh deploy/docker/try.sh [BASE]
set -eu
cd "$(dirname "$0")/../.."
base=${1:-debian:bookworm-slim}
tool=$(command -v docker || command -v podman || command -v buildah) || { echo "expected docker, podman or buildah" >&2; exit 2; }
life='
set -eu
test "$(id -u)" = 10001
if vehiclefinder dashboard --host 0.0.0.0 2>/tmp/refused; then echo "expected to be refused without accounts" >&2; exit 1; fi
grep -q "user create" /tmp/refused
echo "correct horse battery staple" | vehiclefinder user create ada --role admin
vehiclefinder demo --out /tmp/demo >/dev/null
vehiclefinder dashboard --host 0.0.0.0 --port 8599 >/tmp/log 2>&1 &
for second in $(seq 60); do
    sleep 1
    if VEHICLEFINDER_PORT=8599 python /opt/vehiclefinder/healthy.py 2>/dev/null; then kill $!; wait $! || true; echo healthy; exit 0; fi
done
cat /tmp/log >&2
exit 1
'
case $tool in
*buildah)
    buildah bud --format docker --isolation chroot --build-arg BASE="$base" -t vehiclefinder:try -f deploy/docker/Dockerfile .
    container=$(buildah from vehiclefinder:try)
    trap 'buildah rm "$container" >/dev/null' EXIT
    buildah run --isolation chroot "$container" -- sh -c "$life"
    ;;
*)
    "$tool" build --build-arg BASE="$base" -t vehiclefinder:try -f deploy/docker/Dockerfile .
    "$tool" run --rm --read-only --tmpfs /tmp --cap-drop ALL --entrypoint sh vehiclefinder:try -c "$life"
    ;;
esac
