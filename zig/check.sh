#!/usr/bin/env bash
# Checks the committed artifacts against their manifest, without building.
#
#   exit 0  they are what the manifest says, and the recipe is the one that made them
#   exit 1  an artifact is not what the manifest says
#   exit 3  the recipe (zig/) has changed since: rebuild, or compare with `zig/build.sh --check`
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec python3 "$here/manifest.py" check "$here/../wasm-artifacts/src/main/resources/io/serpentarium/wasm"
