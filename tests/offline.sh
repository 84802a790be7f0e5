#!/bin/sh
# Builds the sample graph where nothing outside can be reached: in a network namespace of its own if that is
# permitted, otherwise in a Python whose sockets refuse every address. Usage: offline.sh FOLDER_OF_DOTHI
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
if unshare -n true 2>/dev/null; then
  echo "no network: a namespace of its own"
  unshare -n "$1/dothi" demo -o "$out"
else
  echo "no network: sockets refuse"
  PYTHONPATH="$(dirname "$0")/no_network" "$1/dothi" demo -o "$out"
fi
for file in graph.ttl graph.graphml graph.html; do
  test -s "$out/$file" || { echo "$file was not written" >&2; exit 1; }
done
