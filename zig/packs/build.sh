#!/usr/bin/env bash
# Builds the packages that lie beside the standard library: a side module for each one's extension modules, and a zip of its files.
#
#   zig/packs/build.sh --work DIR --out DIR
#
#   --work DIR   the folder that zig/build.sh has built in: its tools, headers and python.wasm are used, and what is unchanged in
#                its folder packs is not built again
#   --out DIR    where the artifacts go: NAME.wasm.xz, NAME.zip.xz and packs.json
#
# Source distributions and wheels come from PyPI by the machine's own pip configuration, or from $SERPENTARIUM_SOURCES.
# Needs what zig/build.sh needs, and ninja.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
zig=$(dirname "$here")
work= out=
while [ $# -gt 0 ]; do
  case $1 in
    --work) work=$(cd "$2" && pwd); shift 2 ;;
    --out) mkdir -p "$2"; out=$(cd "$2" && pwd); shift 2 ;;
    *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done
[ -n "$work" ] && [ -n "$out" ] || { echo "build.sh: --work and --out are needed" >&2; exit 2; }

packs=$work/packs
export SERPENTARIUM_WORK=$work PATH=$packs/bin:$work/tools/bin:$PATH
export ZIG_GLOBAL_CACHE_DIR=$work/zig-cache ZIG_LOCAL_CACHE_DIR=$work/zig-cache ZIG_LIB_DIR=$work/zig-lib
export SOURCE_DATE_EPOCH=1785888000 LC_ALL=C TZ=UTC PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
umask 022
# Flags of the floating-point status that side/fenv.c keeps; exceptions of C++ end the instance.
status_flags='-DFE_INVALID=1 -DFE_DIVBYZERO=4 -DFE_OVERFLOW=8 -DFE_UNDERFLOW=16'
no_exceptions='-fexceptions -fignore-exceptions'
xz_options='--format=xz --check=crc64 --threads=1 --lzma2=preset=9e,dict=16MiB'
# numpy's own tests, and a kind of vector instruction that WebAssembly is not compiled for.
numpy_but='tests?(/|$)|_tests|_simd|dummy|mtrand'

fail() { echo "packs/build.sh: $*" >&2; exit 1; }
say() { echo "==> $*" >&2; }
lock() { awk -v name="$1" -v column="$2" '$2 == name { print $column }' "$here/packages.lock"; } # NAME COLUMN
locked() { awk -v kind="$1" '$1 == kind { print $2 }' "$here/packages.lock"; } # KIND
python() { "$work/tools/bin/python" "$@"; }
tool() { python "$here/$1.py" "${@:2}"; }

logged() { # NAME COMMAND...
  local log=$packs/logs/$1.log
  shift
  mkdir -p "$packs/logs"
  "$@" > "$log" 2>&1 || { tail -n 40 "$log" >&2; fail "failed, see $log"; }
}

inputs() { # FILE or NAME...
  local each
  for each; do
    if [ -f "$each" ]; then cat "$each"; else awk -v name="$each" '$2 == name' "$here/packages.lock"; fi
  done
}

# once STAGE FUNCTION INPUT...: unless it was done with the same function, inputs and compilers
# An input is a file, or a name of packages.lock.
once() {
  local stage=$1 function=$2 key
  shift 2
  key=$({ declare -f "$function"; echo "$status_flags $no_exceptions"; cat "$here"/side/* "$work/stages/cpython"; inputs cython "$@"; } | sha256sum)
  if [ "$(cat "$packs/stages/$stage" 2>/dev/null)" != "$key" ]; then
    say "$stage"
    rm -f "$packs/stages/$stage"
    "$function"
    mkdir -p "$packs/stages"
    echo "$key" > "$packs/stages/$stage"
  fi
}

# --- tools

install_tools() {
  mkdir -p "$packs/bin"
  cp "$here/side/side-cc" "$packs/bin/side-cc"
  ln -sf side-cc "$packs/bin/side-c++"
  echo "cython==$(lock cython 3) --hash=sha256:$(lock cython 4)" > "$packs/tools.txt"
  logged tools python -m pip install --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
    --requirement "$packs/tools.txt"
  python "$here/stand_in.py" "$packs/stand-in"
  cat > "$packs/cross.ini" <<CROSS
[binaries]
c = 'side-cc'
cpp = 'side-c++'
ar = 'wasm-ar'
strip = 'true'
cython = 'cython'
python = '$work/tools/bin/python'
[host_machine]
system = 'wasi'
cpu_family = 'wasm32'
cpu = 'wasm32'
endian = 'little'
[properties]
longdouble_format = 'IEEE_QUAD_LE'
needs_exe_wrapper = true
skip_sanity_check = true
CROSS
}

# What the native interpreter needs to compile sources that name characters.
build_unicodedata() {
  local source=$work/src/cpython-native
  mkdir -p "$packs/native"
  logged unicodedata cc -O1 -DNDEBUG -DPy_BUILD_CORE_MODULE -shared -fPIC -I"$source/Include" -I"$source/Include/internal" -I"$work/native" \
    "$source/Modules/unicodedata.c" -o "$packs/native/unicodedata.so"
}

# What C and C++ ask of a runtime, position-independent: Zig makes its C++ library so where it links a shared object.
build_runtime() {
  mkdir -p "$packs/runtime"
  cd "$packs/runtime"
  side-cc -O2 -c "$here/side/side.c" -o side.o
  side-cc -O2 -c "$here/side/fenv.c" -o fenv.o
  echo 'int nothing;' > nothing.cpp
  ZIG_GLOBAL_CACHE_DIR=$packs/runtime/cache ZIG_LOCAL_CACHE_DIR=$packs/runtime/cache logged runtime zig c++ -target wasm32-wasi \
    -mcpu=generic-bulk_memory-bulk_memory_opt -O2 -g0 -fPIC -shared nothing.cpp -o nothing.so
  cp "$(find cache -name libc++.a)" "$(find cache -name libc++abi.a)" .
}

# --- sources

fetch() { # NAME
  local file how
  file=$(lock "$1" 4)
  if [ ! -f "$work/downloads/$file" ]; then
    if [ -f "${SERPENTARIUM_SOURCES:-}/$file" ]; then
      cp "$SERPENTARIUM_SOURCES/$file" "$work/downloads/$file"
    else
      how='--only-binary=:all: --implementation=py --platform=any --python-version=3.13'
      [ "$(lock "$1" 1)" = wheel ] || how='--no-binary=:all: --no-build-isolation --ignore-requires-python'
      echo "$1==$(lock "$1" 3) --hash=sha256:$(lock "$1" 5)" > "$packs/$1.txt"
      # shellcheck disable=SC2086
      PYTHONPATH=$packs/stand-in logged "fetch-$1" python -m pip download --disable-pip-version-check --no-deps $how \
        --require-hashes --requirement "$packs/$1.txt" --dest "$work/downloads"
    fi
  fi
  [ "$(sha256sum < "$work/downloads/$file" | cut -d' ' -f1)" = "$(lock "$1" 5)" ] || fail "$file is not what packages.lock wants"
}

unpack() { # NAME
  rm -rf "$packs/src/$1"
  mkdir -p "$packs/src/$1"
  tar -xf "$work/downloads/$(lock "$1" 4)" -C "$packs/src/$1" --strip-components=1 --no-same-owner
  apply_patches "$1" "$packs/src/$1"
}

apply_patches() { # NAME FOLDER
  local patch
  for patch in "$here/patches/$1"/*.patch; do
    [ ! -f "$patch" ] || logged "$1-$(basename "$patch")" patch --directory="$2" --strip=1 --fuzz=0 --batch --input="$patch"
  done
}

# --- what becomes of them

stage() { # NAME: an empty folder for what lies in /lib/python3.13
  rm -rf "$packs/stage/$1"
  mkdir -p "$packs/stage/$1/site-packages" "$packs/linked"
}

seal() { # NAME
  mkdir -p "$packs/result"
  tool seal "$packs/linked/$1.wasm" "$packs/result/$1.wasm" "$work/result/python.wasm"
}

# For one extension module of a few files.
link_objects() { # NAME OBJECT...
  local name=$1
  shift
  zig wasm-ld -shared --experimental-pic --unresolved-symbols=import-dynamic -Bsymbolic --gc-sections -s --fatal-warnings "$@" \
    -o "$packs/linked/$name.wasm"
  seal "$name"
}

stub() { echo "serpentarium-side $(sha256sum < "$packs/result/$1.wasm" | cut -d' ' -f1)"; } # NAME

library() { # NAME
  local information="$packs/stage/$1/site-packages/$1-$(lock "$1" 3).dist-info"
  mkdir -p "$information"
  cp "$packs/src/$1/PKG-INFO" "$information/METADATA"
  zip_library "$1"
}

zip_library() { # NAME
  mkdir -p "$packs/result"
  PYTHONPATH=$packs/native "$work/native/python" "$here/library.py" "$packs/stage/$1" "$packs/result/$1.zip"
}

make_markupsafe() {
  local source=$packs/src/markupsafe/src/markupsafe
  unpack markupsafe
  stage markupsafe
  side-cc -O2 -DNDEBUG -c "$source/_speedups.c" -o "$packs/linked/speedups.o"
  link_objects markupsafe "$packs/linked/speedups.o"
  cp -r "$source" "$packs/stage/markupsafe/site-packages"
  stub markupsafe > "$packs/stage/markupsafe/site-packages/markupsafe/_speedups.cpython-313-wasm32-wasi.so"
  library markupsafe
}

make_regex() {
  local source=$packs/src/regex name objects=()
  unpack regex
  stage regex
  for name in _regex _regex_unicode; do
    side-cc -O2 -DNDEBUG -c "$source/src/$name.c" -o "$packs/linked/$name.o"
    objects+=("$packs/linked/$name.o")
  done
  link_objects regex "${objects[@]}"
  cp -r "$source/regex" "$packs/stage/regex/site-packages"
  stub regex > "$packs/stage/regex/site-packages/regex/_regex.cpython-313-wasm32-wasi.so"
  library regex
}

build_numpy() {
  local source=$packs/src/numpy targets
  unpack numpy
  rm -rf "$packs/build/numpy"
  cd "$source"
  logged numpy-setup python vendored-meson/meson/meson.py setup "$packs/build/numpy" --cross-file "$packs/cross.ini" \
    -Dbuildtype=release -Db_ndebug=true -Dblas=none -Dlapack=none -Dallow-noblas=true -Dcpu-baseline=none -Dcpu-dispatch=none
  cd "$packs/build/numpy"
  targets=$(ninja -t targets all | grep -o '^[^:]*\.so:' | tr -d : | grep -v -E "${numpy_but%|mtrand}" | sort -u)
  # shellcheck disable=SC2086
  SIDE_FLAGS=$status_flags SIDE_CXXFLAGS=$no_exceptions logged numpy-make ninja -j"$(nproc)" $targets
}

# mtrand has names of its own for what the generators have as well, with other types: so it is a side module of its own.
make_numpy() {
  local runtime=$packs/runtime configuration
  stage numpy
  tool link_side "$packs/build/numpy" "$packs/linked/numpy.wasm" "$runtime"/{fenv.o,side.o,libc++.a,libc++abi.a} \
    --but "$numpy_but" --modules "$packs/linked/numpy.modules"
  seal numpy
  tool link_side "$packs/build/numpy" "$packs/linked/numpy-mtrand.wasm" "$runtime"/{fenv.o,side.o,libc++.a,libc++abi.a} \
    --only mtrand --modules "$packs/linked/numpy-mtrand.modules"
  seal numpy-mtrand
  tool meson_files "$packs/build/numpy" "$packs/stage/numpy/site-packages" "$packs/linked/numpy.modules" "$packs/result/numpy.wasm" \
    "$packs/linked/numpy-mtrand.modules" "$packs/result/numpy-mtrand.wasm"
  # What it tells of the machine that it was built on.
  configuration=$packs/stage/numpy/site-packages/numpy/__config__.py
  sed -i 's#"path": r"/.*"#"path": r"/usr/bin/python3"#; s#"version": "3\.[0-9]*"#"version": "3.13"#' "$configuration"
  library numpy
}

# Cython and meson ask numpy where its headers are: those are for the target. Nothing asks which version is being built.
build_pandas() {
  local source=$packs/src/pandas numpy=$packs/build/numpy-for-others/numpy
  unpack pandas
  rm -rf "$packs/build/pandas" "$packs/build/numpy-for-others"
  mkdir -p "$numpy"
  cp "$packs"/stage/numpy/site-packages/numpy/*.pxd "$numpy"
  echo "def get_include(): return '$packs/stage/numpy/site-packages/numpy/_core/include'" > "$numpy/__init__.py"
  touch "$packs/build/numpy-for-others/versioneer.py"
  cd "$source"
  PYTHONPATH=$packs/build/numpy-for-others logged pandas-setup python "$packs/src/numpy/vendored-meson/meson/meson.py" setup \
    "$packs/build/pandas" --cross-file "$packs/cross.ini" --wrap-mode=nodownload -Dbuildtype=release -Db_ndebug=true
  cd "$packs/build/pandas"
  PYTHONPATH=$packs/build/numpy-for-others SIDE_CXXFLAGS=$no_exceptions logged pandas-make ninja -j"$(nproc)"
}

make_pandas() {
  local runtime=$packs/runtime
  stage pandas
  tool link_side "$packs/build/pandas" "$packs/linked/pandas.wasm" "$runtime"/{fenv.o,side.o,libc++.a,libc++abi.a} \
    --modules "$packs/linked/pandas.modules"
  seal pandas
  tool meson_files "$packs/build/pandas" "$packs/stage/pandas/site-packages" "$packs/linked/pandas.modules" "$packs/result/pandas.wasm"
  library pandas
}

# Without its extension module, which would need a C library.
make_pyyaml() {
  unpack pyyaml
  stage pyyaml
  cp -r "$packs"/src/pyyaml/lib/{yaml,_yaml} "$packs/stage/pyyaml/site-packages"
  library pyyaml
}

make_wheels() {
  local name left_out
  for name in $(locked wheel); do
    stage "$name"
    case $name in # Of fonttools what matplotlib does not use, which looks into fonts and subsets them.
      fonttools) left_out='fontTools/(cu2qu|diff|merge|mtiLib|qu2cu|svgLib|t1Lib|ufoLib|voltLib|varLib/(avar|instancer|interpolatable.*|plot|mutator|cff|hvar|interpolate_layout)|fontBuilder|help|tfmLib|ttx)([/.]|$)' ;;
      *) left_out='$^' ;;
    esac
    python "$here/wheel_files.py" "$work/downloads/$(lock "$name" 4)" "$packs/stage/$name/site-packages" "$left_out"
    apply_patches "$name" "$packs/stage/$name/site-packages"
    zip_library "$name"
  done
}

check_paths() {
  ! grep --quiet --fixed-strings --text -e "$work" -e "$(dirname "$zig")" "$packs"/result/*.{wasm,zip} ||
    fail "an artifact names a folder of this machine"
}

# What has not changed since it was compressed is not compressed again.
compress() {
  local file packed
  mkdir -p "$packs/compressed"
  for file in "$packs"/result/*.{wasm,zip}; do
    packed=$packs/compressed/$(basename "$file").xz
    # shellcheck disable=SC2086
    [ "$packed" -nt "$file" ] || "$work/native-xz/src/xz/xz" $xz_options --stdout "$file" > "$packed"
    cp "$packed" "$out"
  done
}

main=$work/result/python.wasm
once tools install_tools "$here/stand_in.py"
once unicodedata build_unicodedata "$work/stages/native-cpython"
once runtime build_runtime
for name in $(locked package) $(locked wheel); do fetch "$name"; done
once markupsafe make_markupsafe markupsafe "$main" "$here"/{seal,library}.py
once regex make_regex regex "$main" "$here"/{seal,library}.py
once numpy-build build_numpy numpy "$here"/patches/numpy/*.patch
once numpy make_numpy numpy "$main" "$packs/stages/numpy-build" "$here"/{seal,library,link_side,meson_files}.py
once pandas-build build_pandas pandas "$packs/stages/numpy-build" "$here"/patches/pandas/*.patch
once pandas make_pandas pandas "$main" "$packs/stages/pandas-build" "$here"/{seal,library,link_side,meson_files}.py
once pyyaml make_pyyaml pyyaml "$here/library.py"
# shellcheck disable=SC2046
once wheels make_wheels $(locked wheel) "$here"/{library,wheel_files}.py "$here"/patches/{hypothesis,pytest,sympy,tqdm}/*.patch
check_paths
say "smoke test of the packages"
tool smoke "$main" "$work/result/stdlib.zip" "$packs/result" --time $SOURCE_DATE_EPOCH
say "compress"
compress
tool packs_json "$packs/result" "$out/packs.json"
say "packs in $out"
