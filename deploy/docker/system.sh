#!/bin/sh
# Install packages of Debian, and leave nothing else behind: sh system.sh PACKAGE...
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "$@"
rm -rf /var/lib/apt/lists/*
