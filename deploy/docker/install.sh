#!/bin/sh
# Install the program into an environment of its own: sh install.sh SOURCE FOLDER cpu|gpu
set -eu
source=$1 folder=$2 flavour=$3
python3 -m venv "$folder"
"$folder/bin/pip" install --no-cache-dir --disable-pip-version-check "$source[$flavour,ui,mqtt,postgres,s3]"
"$folder/bin/vehiclefinder" --version
