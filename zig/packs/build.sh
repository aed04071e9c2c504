#!/usr/bin/env bash
# Builds the packages that lie beside the standard library: a side module for each one's extension modules, and a zip of its files.
#
#   zig/packs/build.sh --work DIR --out DIR
#
#   --work DIR   the folder that zig/build.sh has built in: its tools, headers and python.wasm are used, and what is unchanged in
#                its folder packs is not built again
#   --out DIR    where the artifacts go: NAME.wasm.xz, NAME.zip.xz and packs.json
#
# Source distributions and wheels come from PyPI by the machine's own pip configuration, libraries in C and C++ by apt-get source, LAPACK
# by cargo, or all from $SERPENTARIUM_SOURCES.
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
# Flags of the floating-point status that side/fenv.c keeps; exceptions of C++ end the instance of what is compiled without them.
status_flags='-DFE_INVALID=1 -DFE_DIVBYZERO=4 -DFE_OVERFLOW=8 -DFE_UNDERFLOW=16'
no_exceptions='-fexceptions -fignore-exceptions'
. "$here/exceptions/flags.sh"
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
  awk '$1 == "tool" { print $2 "==" $3 " --hash=sha256:" $4 }' "$here/packages.lock" > "$packs/tools.txt"
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
pybind11-config = 'pybind11-config'
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

# The same with exceptions, for what is compiled with them: a folder of objects and an archive of the libraries' own.
build_unwinding() {
  local lib=$work/zig-lib folder=$packs/unwinding file
  local building='-O2 -DNDEBUG -std=c++23 -D_LIBCPP_BUILDING_LIBRARY -DLIBCXX_BUILDING_LIBCXXABI -D_LIBCXXABI_BUILDING_LIBRARY -D_LIBCXXABI_HAS_NO_THREADS'
  local without='(atomic|barrier|condition_variable.*|fstream|future|mutex.*|print|random_shuffle|regex|shared_mutex|strstream|thread)'
  local abi='(cxa_noexception|cxa_thread_atexit|stdlib_new_delete)'
  rm -rf "$folder"
  mkdir -p "$folder/libraries"
  cd "$folder"
  {
    for file in "$lib"/libcxx/src/*.cpp "$lib"/libcxx/src/ryu/*.cpp "$lib"/libcxxabi/src/*.cpp; do
      [[ $file =~ /libcxx/src/$without\.cpp$ || $file =~ /libcxxabi/src/$abi\.cpp$ ]] ||
        echo "side-c++ $building -I$lib/libcxxabi/src -I$lib/libcxx/src -I$lib/libcxx/libc -c $file" \
          "-o libraries/$(basename "$(dirname "$(dirname "$file")")")-$(basename "$file" .cpp).o"
    done
    echo "side-cc -O2 -DNDEBUG -fwasm-exceptions -fdeclspec -D_LIBUNWIND_HIDE_SYMBOLS -D_LIBUNWIND_HAS_NO_THREADS -I$lib/libunwind/include" \
      "-I$lib/libunwind/src -c $lib/libunwind/src/Unwind-wasm.c -o libraries/unwind.o"
    echo "side-cc -O2 -DNDEBUG -c $lib/libc/wasi/libc-top-half/musl/src/setjmp/wasm32/rt.c -o libraries/setjmp.o"
    echo "side-cc -O2 -c $here/exceptions/posix.c -o posix.o"
    echo "side-cc -c $here/exceptions/tags.S -o tags.o"
    echo "side-c++ -O2 -fvisibility-global-new-delete=force-hidden -c $here/exceptions/operators.cpp -o operators.o"
  } > commands
  SIDE_FLAGS="$unwinding -fvisibility=hidden" SIDE_CXXFLAGS='-fwasm-exceptions -fvisibility-inlines-hidden' \
    logged unwinding xargs --max-procs="$(nproc)" --delimiter='\n' --replace sh -ec '{}' < commands
  wasm-ar rcs libraries.a libraries/*.o
}

# --- sources

fetch() { # NAME
  local file how
  file=$(lock "$1" 4)
  if [ ! -f "$work/downloads/$file" ]; then
    if [ -f "${SERPENTARIUM_SOURCES:-}/$file" ]; then
      cp "$SERPENTARIUM_SOURCES/$file" "$work/downloads/$file"
    elif [ "$(lock "$1" 1)" = source ]; then
      fetch_from_debian "$1" "$file"
    elif [ "$(lock "$1" 1)" = crate ]; then
      fetch_crate "$1" "$file"
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

# Whatever revision of the package there is: some of its files may be gone already, of which upstream's archive is not one.
fetch_from_debian() { # NAME FILE
  local folder=$work/downloads/debian-$1
  mkdir -p "$folder"
  (cd "$folder" && apt-get source --download-only "$1=$(apt_version "$1")") > "$packs/logs/fetch-$1.log" 2>&1 || true
  [ -f "$folder/$2" ] || fail "no way led to $2: see $packs/logs/fetch-$1.log"
  mv "$folder/$2" "$work/downloads/$2"
}

# What cargo reads of a package is kept where it keeps all that it downloads.
fetch_crate() { # NAME FILE
  (cd "$packs" && cargo info "$1@$(lock "$1" 3)") > "$packs/logs/fetch-$1.log" 2>&1 || fail "no way led to $2: see $packs/logs/fetch-$1.log"
  cp "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/"$2" "$work/downloads/$2"
}

apt_version() { # NAME: Debian's own, of upstream's version
  apt-cache showsrc "$1" | awk -v version="$(lock "$1" 3)" '$1 == "Version:" { plain = $2; sub(/^[0-9]+:/, "", plain); if (index(plain, version) == 1) print $2 }' |
    tail -n 1
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
  apply_patches numpy-library "$packs/stage/numpy/site-packages"
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

# compile FOLDER FLAGS SOURCE...: objects of C or C++, each named by its source without its folder
compile() {
  local folder=$1 flags=$2
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '%s\n' "$@" | logged "$(basename "$folder")-compile" xargs --max-procs="$(nproc)" -I{} sh -ec \
    'case {} in *.cpp) c=side-c++ ;; *) c=side-cc ;; esac; exec $c -O2 -DNDEBUG '"$flags"' -c {} -o '"$folder"'/$(basename {}).o'
}

make_kiwisolver() {
  local source=$packs/src/kiwisolver include
  unpack kiwisolver
  stage kiwisolver
  include=$(python -c 'import cppy; print(cppy.get_include())')
  SIDE_FLAGS=$unwinding SIDE_CXXFLAGS=$exceptions compile "$packs/build/kiwisolver" "-std=c++17 -I$source -I$include" "$source"/py/src/*.cpp
  link_objects kiwisolver "$packs"/build/kiwisolver/*.o "$packs"/unwinding/{operators.o,tags.o,posix.o,libraries.a}
  cp -r "$source/py/kiwisolver" "$packs/stage/kiwisolver/site-packages"
  stub kiwisolver > "$packs/stage/kiwisolver/site-packages/kiwisolver/_cext.cpython-313-wasm32-wasi.so"
  library kiwisolver
}

make_contourpy() {
  local source=$packs/src/contourpy flags
  unpack contourpy
  stage contourpy
  flags="-std=c++17 $(pybind11-config --includes) -I$packs/stage/numpy/site-packages/numpy/_core/include -DCONTOURPY_VERSION=$(lock contourpy 3)"
  SIDE_FLAGS=$unwinding SIDE_CXXFLAGS="$exceptions -DPYBIND11_BUILD_ABI=\"_contourpy\"" compile "$packs/build/contourpy" "$flags" "$source"/src/*.cpp
  link_objects contourpy "$packs"/build/contourpy/*.o "$packs"/unwinding/{operators.o,tags.o,posix.o,libraries.a}
  cp -r "$source/lib/contourpy" "$packs/stage/contourpy/site-packages"
  stub contourpy > "$packs/stage/contourpy/site-packages/contourpy/_contourpy.cpython-313-wasm32-wasi.so"
  library contourpy
}

# What Pillow reads pictures and fonts with: zlib, libjpeg-turbo and FreeType, as objects and archives.
build_pictures() {
  local folder=$packs/build/pictures jpeg=$packs/src/libjpeg-turbo zlib=$packs/src/zlib sources configured name
  rm -rf "$folder" "$zlib"
  mkdir -p "$folder" "$zlib"
  tar -xf "$work/downloads/$(awk '$2 == "zlib" { print $4 }' "$zig/sources.lock")" -C "$zlib" --strip-components=1 --no-same-owner
  SIDE_FLAGS=$unwinding compile "$folder/zlib" '-DHAVE_UNISTD_H' "$zlib"/{adler32,compress,crc32,deflate,inffast,inflate,inftrees,trees,zutil}.c
  unpack libjpeg-turbo
  # Its own build wants CMake.
  configured='s/@JPEG_LIB_VERSION@/62/; s/@VERSION@/3.1.3/; s/@LIBJPEG_TURBO_VERSION_NUMBER@/3001003/; s/@BUILD@//; s/@CMAKE_PROJECT_NAME@/libjpeg-turbo/
    s/@HIDDEN@/__attribute__((visibility("hidden")))/; s/@INLINE@/inline __attribute__((always_inline))/; s/@THREAD_LOCAL@//; s/@SIZE_T@/4/
    s/@COPYRIGHT_YEAR@/2025/; s/^#cmakedefine ([CD]_ARITH_CODING_SUPPORTED) 1/#define \1 1/; s/^#cmakedefine (HAVE_BUILTIN_CTZL)$/#define \1/; /^#cmakedefine/d'
  for name in jconfig jconfigint jversion; do
    sed -E "$configured" "$jpeg/src/$name.h.in" > "$jpeg/src/$name.h"
  done
  sources=$(sed -n '/^set(JPEG_SOURCES /,/)/p' "$jpeg/CMakeLists.txt" | grep -o 'src/[a-z0-9/-]*\.c')
  # shellcheck disable=SC2086
  (cd "$jpeg" && SIDE_FLAGS=$unwinding compile "$folder/jpeg" '-Isrc' $sources src/{jaricom,jcarith,jdarith,jpeg_nbits}.c)
  unpack freetype
  cd "$packs/src/freetype"
  SIDE_FLAGS=$unwinding logged freetype-setup python "$packs/src/numpy/vendored-meson/meson/meson.py" setup "$folder/freetype" \
    --cross-file "$packs/cross.ini" --wrap-mode=nodownload -Dbuildtype=release -Ddefault_library=static -Dauto_features=disabled -Dmmap=disabled \
    -Dharfbuzz=disabled -Dzlib=internal -Dtests=disabled
  SIDE_FLAGS=$unwinding logged freetype-make ninja -C "$folder/freetype" -j"$(nproc)" libfreetype.a
}

# All modules in one, as link_side.py does it.
make_pillow() {
  local source=$packs/src/pillow pictures=$packs/build/pictures flags name
  unpack pillow
  stage pillow
  flags="-I$source/src/libImaging -I$packs/src/zlib -I$packs/src/libjpeg-turbo/src -I$packs/src/freetype/include"
  flags+=" -DHAVE_LIBZ -DHAVE_LIBJPEG -DPILLOW_VERSION=\\\"$(lock pillow 3)\\\""
  SIDE_FLAGS=$unwinding compile "$packs/build/pillow" "$flags" "$source"/src/libImaging/*.c \
    "$source"/src/{_imaging,_imagingft,_imagingmath,_imagingmorph,decode,display,encode,map,outline,path}.c
  link_objects pillow "$packs"/build/pillow/*.o "$pictures"/{zlib,jpeg}/*.o "$pictures/freetype/libfreetype.a" \
    "$packs"/unwinding/{tags.o,posix.o,libraries.a}
  cp -r "$source/src/PIL" "$packs/stage/pillow/site-packages"
  for name in _imaging _imagingft _imagingmath _imagingmorph; do
    stub pillow > "$packs/stage/pillow/site-packages/PIL/$name.cpython-313-wasm32-wasi.so"
  done
  library pillow
}

# What a package asks of numpy and setuptools_scm while it is configured.
answers() { # NAME: a folder for PYTHONPATH
  local folder=$packs/build/$1-answers
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "print('$(lock "$1" 3)')" > "$folder/setuptools_scm.py"
  echo "$folder"
}

# Only the modules are made, of which nothing but the objects and archives is wanted.
build_matplotlib() {
  local source=$packs/src/matplotlib name patch
  unpack matplotlib
  for name in freetype:freetype-2.14.3 harfbuzz:harfbuzz-14.1.0 raqm:libraqm-0.10.5 sheenbidi:SheenBidi-3.0.0 qhull:qhull-8.0.2; do
    mkdir "$source/subprojects/${name#*:}"
    tar -xf "$work/downloads/$(lock "${name%:*}" 4)" -C "$source/subprojects/${name#*:}" --strip-components=1 --no-same-owner
  done
  cp "$source/subprojects/packagefiles/qhull-8.0.2/meson.build" "$source/subprojects/qhull-8.0.2"
  for patch in freetype-2.14.1-static-harfbuzz:freetype-2.14.3 freetype-2.14.1-wasm-visibility:freetype-2.14.3 \
      libraqm-0.10.2-bundle-freetype:libraqm-0.10.5 qhull-143:qhull-8.0.2; do
    logged "matplotlib-${patch%:*}" patch --directory="$source/subprojects/${patch#*:}" --strip=1 --batch \
      --input="$source/subprojects/packagefiles/${patch%:*}.patch"
  done
  # Options that HarfBuzz did not have yet.
  sed -i -E "/subproject\('harfbuzz'/,/\]/{/'(gpu|gpu_demo|png|raster|subset|vector|zlib)=disabled',/d}" "$source/extern/meson.build"
  rm -rf "$packs/build/matplotlib"
  cd "$source"
  export SIDE_FLAGS=$unwinding SIDE_CXXFLAGS="$exceptions -DPYBIND11_BUILD_ABI=\"_matplotlib\""
  PYTHONPATH=$(answers matplotlib) logged matplotlib-setup python "$packs/src/numpy/vendored-meson/meson/meson.py" setup "$packs/build/matplotlib" \
    --cross-file "$packs/cross.ini" --wrap-mode=nodownload -Dbuildtype=release -Db_ndebug=true -Db_lto=false -DrcParams-backend=Agg
  cd "$packs/build/matplotlib"
  # shellcheck disable=SC2046
  logged matplotlib-make ninja -j"$(nproc)" $(ninja -t targets all | grep -o '^src/[^:]*\.so:' | tr -d : | grep -v _tkagg | sort -u)
  unset SIDE_FLAGS SIDE_CXXFLAGS
}

# Without what needs a window, a browser, a process or a developer, and the metrics of fonts that PostScript printers have.
make_matplotlib() {
  local runtime=$packs/unwinding library=$packs/stage/matplotlib/site-packages
  stage matplotlib
  tool link_side "$packs/build/matplotlib" "$packs/linked/matplotlib.wasm" "$runtime"/{operators.o,tags.o,posix.o,libraries.a} \
    --but _tkagg --modules "$packs/linked/matplotlib.modules"
  seal matplotlib
  tool meson_files "$packs/build/matplotlib" "$library" "$packs/linked/matplotlib.modules" "$packs/result/matplotlib.wasm"
  rm -r "$library"/matplotlib/{sphinxext,testing,backends/web_backend,mpl-data/{images,plot_directive,sample_data,fonts/afm,fonts/pdfcorefonts}}
  rm "$library"/matplotlib/backends/{_backend_gtk,_backend_tk,backend_cairo,backend_gtk*,backend_macosx,backend_nbagg,backend_qt*,backend_tk*,backend_webagg*,backend_wx*,qt_compat}.py
  library matplotlib
  tool font_list "$main" "$work/result/stdlib.zip" "$packs/result" "$library/matplotlib/mpl-data/fonts/fontlist.json" --time $SOURCE_DATE_EPOCH
  library matplotlib
}

# libxml2, libxslt and libexslt for lxml, with zlib and the C library's own iconv, which python.wasm does without.
# Their own builds would ask what this target is known for: it has no threads, no modules and no network.
build_xml() {
  local folder=$packs/build/xml xml=$packs/src/libxml2 xslt=$packs/src/libxslt zlib=$packs/src/xml-zlib musl=$work/zig-lib/libc/musl name with=
  local sources='buf c14n catalog chvalid dict encoding entities error globals hash HTMLparser HTMLtree list parser parserInternals pattern relaxng
    SAX2 schematron threads tree uri valid xinclude xmlIO xmlmemory xmlreader xmlregexp xmlsave xmlschemas xmlschemastypes xmlstring xmlwriter
    xpath xpointer'
  rm -rf "$folder" "$zlib"
  mkdir -p "$folder" "$zlib"
  tar -xf "$work/downloads/$(awk '$2 == "zlib" { print $4 }' "$zig/sources.lock")" -C "$zlib" --strip-components=1 --no-same-owner
  compile "$folder/zlib" '-DHAVE_UNISTD_H' "$zlib"/{adler32,crc32,deflate,gzclose,gzlib,gzread,gzwrite,inffast,inflate,inftrees,trees,zutil}.c
  unpack libxml2
  for name in THREADS THREAD_ALLOC HTTP ICU DEBUG MODULES LEGACY; do with+="s/@WITH_$name@/0/; "; done
  sed "$with s/@WITH_[A-Z0-9]*@/1/; s/@VERSION@/$(lock libxml2 3)/; s/@LIBXML_VERSION_NUMBER@/$(version_number libxml2)/; s/@LIBXML_VERSION_EXTRA@//" \
    "$xml/include/libxml/xmlversion.h.in" > "$xml/include/libxml/xmlversion.h"
  printf '#define HAVE_%s 1\n' STDINT_H UNISTD_H SYS_STAT_H DECL_GETENTROPY ZLIB_H > "$xml/config.h"
  printf '#define HAVE_DECL_%s 0\n' GLOB MMAP >> "$xml/config.h"
  # Zig's headers leave dup out, which python.wasm has.
  printf '#define XML_SYSCONFDIR "/etc"\nint dup(int descriptor);\n' >> "$xml/config.h"
  # shellcheck disable=SC2046,SC2086
  compile "$folder/libxml2" "-std=c11 -D_GNU_SOURCE -I$xml -I$xml/include -I$zlib" $(printf "$xml/%s.c " $sources)
  unpack libxslt
  sed "s/@VERSION@/$(lock libxslt 3)/; s/@LIBXSLT_VERSION_NUMBER@/$(version_number libxslt)/; s/@LIBXSLT_VERSION_EXTRA@//; s/@WITH_PROFILER@/1/; s/@WITH_[A-Z_]*@/0/; s/@LIBXSLT_DEFAULT_PLUGINS_PATH@//" \
    "$xslt/libxslt/xsltconfig.h.in" > "$xslt/libxslt/xsltconfig.h"
  sed "s/@LIBEXSLT_VERSION@/0.8.25/; s/@LIBEXSLT_VERSION_NUMBER@/825/; s/@LIBEXSLT_VERSION_EXTRA@//; s/@WITH_CRYPTO@/0/" \
    "$xslt/libexslt/exsltconfig.h.in" > "$xslt/libexslt/exsltconfig.h"
  printf '#define HAVE_%s 1\n' CLOCK_GETTIME GETTIMEOFDAY GMTIME_R LOCALE_H LOCALTIME_R SNPRINTF STAT STDINT_H SYS_STAT_H SYS_TIME_H SYS_TYPES_H \
    UNISTD_H VSNPRINTF > "$xslt/config.h"
  compile "$folder/libxslt" "-std=c11 -D_GNU_SOURCE -I$xslt -I$xml/include" "$xslt"/libxslt/*.c
  compile "$folder/libexslt" "-std=c11 -D_GNU_SOURCE -I$xslt -I$xml/include" "$xslt"/libexslt/*.c
  compile "$folder/iconv" "-std=c11 -D_XOPEN_SOURCE=700 -Dhidden= -fvisibility=hidden -I$here/xml" \
    "$musl"/src/{locale/iconv,locale/iconv_close,multibyte/internal,multibyte/mbrtowc,multibyte/wcrtomb,multibyte/wctomb}.c
}

version_number() { lock "$1" 3 | awk -F. '{ printf "%d%02d%02d", $1, $2, $3 }'; } # NAME: as libraries count them

# The modules in C that lxml ships made of Cython; what is Python as well stays so.
make_lxml() {
  local source=$packs/src/lxml xml=$packs/src/libxml2 xslt=$packs/src/libxslt folder=$packs/build/lxml library=$packs/stage/lxml/site-packages name
  unpack lxml
  stage lxml
  compile "$folder" "-I$source/src -I$source/src/lxml/includes -I$xml/include -I$xslt" \
    "$source"/src/lxml/{etree,objectify,_elementpath}.c
  link_objects lxml "$folder"/*.o "$packs"/build/xml/{zlib,libxml2,libxslt,libexslt,iconv}/*.o
  cp -r "$source/src/lxml" "$library"
  find "$library" -type d -name tests -prune -exec rm -r {} +
  find "$library" -name '*.[ch]' -delete -o -name '*.p[xy][xid]' -delete -o -name '*.pxd' -delete
  for name in etree objectify _elementpath; do
    stub lxml > "$library/lxml/$name.cpython-313-wasm32-wasi.so"
  done
  rm "$library/lxml/_elementpath.py"
  library lxml
}

# BLAS and LAPACK of all four kinds of numbers, translated from Fortran to C: an archive of what each of scipy's side modules takes its own of.
build_lapack() {
  local folder=$packs/build/lapack source=$packs/src/openblas-src/source/lapack-netlib
  unpack f2c
  logged f2c-make make -C "$packs/src/f2c/src" -f makefile.u CC='cc -w -std=gnu89' f2c
  unpack openblas-src
  rm -rf "$folder"
  mkdir -p "$folder/objects"
  printf '%s\n' "$source"/{SRC,BLAS/SRC}/*.[fF] "$source/INSTALL/ilaver.f" | grep -v -E '/BLAS/SRC/xerbla|/(xerbla|chla_transtype)\.f$' |
    logged lapack-translate tool fortran/translate "$packs/src/f2c/src/f2c" "$folder/c"
  printf '%s\n' "$here/fortran/runtime.c" "$folder"/c/*.c | logged lapack-compile xargs --max-procs="$(nproc)" -I{} sh -ec \
    "exec side-cc -O2 -DNDEBUG -w -fvisibility=hidden -I'$here/fortran' -c {} -o '$folder/objects'/\$(basename {}).o"
  wasm-ar rcs "$folder/lapack.a" "$folder"/objects/*.o
}

# What scipy asks of numpy, of its translator of signatures, and of pkg-config: where BLAS and LAPACK are is told to the linker only.
scipy_answers() { # FOLDER
  local numpy=$packs/stage/numpy/site-packages/numpy
  rm -rf "$1"
  mkdir -p "$1/bin" "$1/numpy/random"
  cp -r "$packs/src/numpy/numpy/f2py" "$1/numpy"
  sed -i '/^import numpy as np$/d; s/np\.intp()\.itemsize/4/' "$1/numpy/f2py/f90mod_rules.py"
  cp "$numpy"/*.pxd "$1/numpy"
  cp "$numpy"/random/*.pxd "$1/numpy/random"
  touch "$1/numpy/random/__init__.py"
  echo "def get_include(): return '$numpy/_core/include'" > "$1/numpy/__init__.py"
  echo 'class VisibleDeprecationWarning(UserWarning): pass' > "$1/numpy/exceptions.py"
  echo "version = '$(lock numpy 3)'" > "$1/numpy/version.py"
  printf '#!/bin/sh\nexec python -P -m numpy.f2py "$@"\n' > "$1/bin/f2py"
  printf '#!/bin/sh\ncase $1 in --version) echo %s ;; --cflags) echo -I%s ;; esac\n' "$(lock numpy 3)" "$numpy/_core/include" > "$1/bin/numpy-config"
  # shellcheck disable=SC2016
  printf '#!/bin/sh\ncase "$*" in *--modversion\\ netlib-*) echo 3.9.1 ;; *--modversion*) exit 1 ;; --version) echo 1.8 ;; esac\n' > "$1/bin/pkg-config"
  chmod +x "$1"/bin/*
  cat > "$1/cross.ini" <<CROSS
[binaries]
f2py = '$1/bin/f2py'
numpy-config = '$1/bin/numpy-config'
pkg-config = '$1/bin/pkg-config'
[properties]
numpy-include-dir = '$numpy/_core/include'
CROSS
}

# Side modules by what is imported together, each with the patterns of its extension modules' paths; the last has what is in no other.
scipy_parts='linalg:^scipy/linalg/ special:^scipy/special/ sparse:^scipy/sparse/ highs:_highspy optimize:^scipy/optimize/(?!_highspy|cython_optimize) stats:^scipy/stats/ spatial:^scipy/spatial/'
scipy_but='/tests/|_test|_ctest|_cytest|_fmm_core'

build_scipy() {
  local answers=$packs/build/scipy-answers path=$PATH part targets
  unpack scipy
  rm -rf "$packs/build/scipy"
  scipy_answers "$answers"
  cd "$packs/src/scipy"
  export PYTHONPATH=$answers PATH=$answers/bin:$PATH SIDE_FLAGS="$unwinding $status_flags" SIDE_CXXFLAGS="$exceptions"
  MESON_RSP_THRESHOLD=1000000 logged scipy-setup python "$packs/src/numpy/vendored-meson/meson/meson.py" setup "$packs/build/scipy" --cross-file "$packs/cross.ini" \
    --cross-file "$answers/cross.ini" --wrap-mode=nodownload -Dbuildtype=release -Db_ndebug=true -D_without-fortran=true -Duse-pythran=false \
    -Dblas=netlib-blas -Dlapack=netlib-lapack
  cd "$packs/build/scipy"
  targets=$(ninja -t targets all | grep -o '^[^:]*\.so:' | tr -d : | grep -v -E "$scipy_but" | sort -u)
  for part in $scipy_parts rest:.; do
    # shellcheck disable=SC2046
    SIDE_CXXFLAGS="$(pybind11-config --includes) -DDUCC0_NO_LOWLEVEL_THREADING -I$here/scipy $exceptions -DPYBIND11_BUILD_ABI=\"_scipy_${part%%:*}\"" \
      logged "scipy-make-${part%%:*}" ninja -j"$(nproc)" $(echo "$targets" | grep -P "${part#*:}")
  done
  unset PYTHONPATH SIDE_FLAGS SIDE_CXXFLAGS
  PATH=$path
}

make_scipy() {
  local runtime=$packs/unwinding library=$packs/stage/scipy/site-packages part pairs=() others=$scipy_but
  stage scipy
  side-cc -O2 -c "$here/scipy/libc.c" -o "$packs/linked/scipy-libc.o"
  for part in $scipy_parts rest:.; do
    tool link_side "$packs/build/scipy" "$packs/linked/scipy-${part%%:*}.wasm" "$runtime"/{operators.o,tags.o,posix.o,libraries.a} \
      "$packs"/{linked/scipy-libc.o,runtime/fenv.o,build/lapack/lapack.a} \
      --repeated --only "${part#*:}" --but "$others" --modules "$packs/linked/scipy-${part%%:*}.modules"
    others+="|${part#*:}"
    seal "scipy-${part%%:*}"
    pairs+=("$packs/linked/scipy-${part%%:*}.modules" "$packs/result/scipy-${part%%:*}.wasm")
  done
  tool meson_files "$packs/build/scipy" "$library" "${pairs[@]}"
  rm -r "$library/array_api_extra" # which it has another of within
  # What it tells of the machine that it was built on.
  sed -i 's#"path": r"/.*"#"path": r"/usr/bin/python3"#; s#"version": "3\.11"#"version": "3.13"#' "$library/scipy/__config__.py"
  library scipy
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
once unwinding build_unwinding "$here"/exceptions/*
for name in $(locked package) $(locked source) $(locked crate) $(locked wheel); do fetch "$name"; done
once markupsafe make_markupsafe markupsafe "$main" "$here"/{seal,library}.py
once regex make_regex regex "$main" "$here"/{seal,library}.py
once numpy-build build_numpy numpy "$here"/patches/numpy/*.patch
once numpy make_numpy numpy "$main" "$packs/stages/numpy-build" "$here"/patches/numpy-library/*.patch "$here"/{seal,library,link_side,signatures,meson_files}.py
once pandas-build build_pandas pandas "$packs/stages/numpy-build" "$here"/patches/pandas/*.patch
once pandas make_pandas pandas "$main" "$packs/stages/pandas-build" "$here"/{seal,library,link_side,signatures,meson_files}.py
once kiwisolver make_kiwisolver kiwisolver cppy "$main" "$packs/stages/unwinding" "$here"/patches/kiwisolver/*.patch "$here"/{seal,library}.py
once contourpy make_contourpy contourpy pybind11 "$main" "$packs"/stages/{unwinding,numpy-build} "$here"/{seal,library}.py
once pictures build_pictures libjpeg-turbo freetype "$zig/sources.lock" "$packs/stages/unwinding"
once pillow make_pillow pillow "$main" "$packs"/stages/{unwinding,pictures} "$here"/{seal,library}.py
once matplotlib-build build_matplotlib matplotlib freetype harfbuzz raqm sheenbidi qhull pybind11 "$packs/stages/unwinding" \
  "$here"/patches/matplotlib/*.patch
# shellcheck disable=SC2046
once wheels make_wheels $(locked wheel) "$here"/{library,wheel_files}.py "$here"/patches/{hypothesis,pytest,sympy,tqdm}/*.patch
once matplotlib make_matplotlib matplotlib "$main" "$packs"/stages/{matplotlib-build,numpy,kiwisolver,contourpy,pillow,wheels} \
  "$here"/{seal,library,link_side,signatures,meson_files,font_list,packed}.py
once xml build_xml libxml2 libxslt "$zig/sources.lock" "$here/xml/locale_impl.h"
once lxml make_lxml lxml "$main" "$packs/stages/xml" "$here"/patches/lxml/*.patch "$here"/{seal,library}.py
once lapack build_lapack openblas-src f2c "$here"/fortran/* "$packs/stages/unwinding"
once scipy-build build_scipy scipy numpy "$packs"/stages/{unwinding,numpy-build} "$here"/{patches/scipy/*.patch,scipy/fstream}
once scipy make_scipy scipy "$main" "$packs"/stages/{scipy-build,lapack} "$here"/scipy/libc.c "$here"/{seal,library,link_side,signatures,meson_files}.py
once pyyaml make_pyyaml pyyaml "$here/library.py"
check_paths
say "smoke test of the packages"
tool smoke "$main" "$work/result/stdlib.zip" "$packs/result" --time $SOURCE_DATE_EPOCH
say "compress"
compress
tool packs_json "$packs/result" "$out/packs.json"
say "packs in $out"
