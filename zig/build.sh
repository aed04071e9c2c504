#!/usr/bin/env bash
# Builds python.wasm and the stdlib image from pinned sources.
#
#   zig/build.sh [--work DIR] [--out DIR] [--check] [--accept-imports] [--record-profile] [--test-memory]
#
#   --work DIR        where sources are unpacked and compiled (also $SERPENTARIUM_WORK); by default a folder in the user's
#                     cache. What is unchanged there is not built again.
#   --out DIR         where the artifacts go; by default wasm-artifacts' resources.
#   --check           builds in a fresh folder and compares with the artifacts that are there: exit 1 where a byte differs.
#   --accept-imports  writes imports.txt anew instead of stopping where the module's imports differ from it.
#   --record-profile  builds, then counts what profile/train.py runs and writes profile/cpython.profdata.xz anew, by which
#                     the next build optimises. Needs llvm-profdata (Debian's package llvm).
#   --test-memory     only tests guest/memory.zig, as every build does.
#
# Sources are looked for in $SERPENTARIUM_SOURCES or ../shared/sources beside the checkout, then at the project's own
# release address, then with `apt-get source`. The tools come from PyPI by the machine's own pip configuration.
# Needs Linux on x86-64 with bash, python3 (with venv), a C compiler, make, ninja, patch, tar, xz, tclsh, and a network for
# the first run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$here")
committed=$checkout/wasm-artifacts/src/main/resources/io/serpentarium/wasm
out=$committed
work=${SERPENTARIUM_WORK:-${XDG_CACHE_HOME:-$HOME/.cache}/serpentarium/wasm}
check=false
accept_imports=false
record_profile=false
only_memory=false

while [ $# -gt 0 ]; do
  case $1 in
    --work) work=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --check) check=true; shift ;;
    --accept-imports) accept_imports=true; shift ;;
    --record-profile) record_profile=true; shift ;;
    --test-memory) only_memory=true; shift ;;
    *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done

# The release day of this CPython, which everything that asks for the time is told.
export SOURCE_DATE_EPOCH=1785888000
export LC_ALL=C TZ=UTC PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1
unset CFLAGS CPPFLAGS LDFLAGS CONFIG_SITE MAKEFLAGS PYTHONPATH PYTHONHOME
umask 022
jobs=$(nproc)
# Bulk memory instructions run in the host's libc, where nothing can stop them.
cpu=generic-bulk_memory-bulk_memory_opt
# CPython's own flag for arithmetic that wraps has clang doubt every pointer too, so that no offset is part of a load.
optimise='-O3 -DNDEBUG -fno-wrapv-pointer'
profiled='libpython3.13.a Modules/_decimal/libmpdec/libmpdec.a Modules/expat/libexpat.a'
c_stack=8388608
memory_maximum=268435456
# Larger dictionaries compress no better here and cost the reader their size in memory.
xz_options='--format=xz --check=crc64 --threads=1 --lzma2=preset=9e,dict=16MiB'
exported='guest_initialize guest_initialized guest_abi_version guest_control guest_allocate guest_free guest_start
  guest_set_arguments guest_execute guest_terminal __stack_pointer'

fail() { echo "build.sh: $*" >&2; exit 1; }
say() { echo "==> $*" >&2; }

# lock KIND NAME COLUMN: a column of that entry in sources.lock
lock() {
  awk -v kind="$1" -v name="$2" -v column="$3" '$1 == kind && $2 == name { print $column }' "$here/sources.lock"
}

version_of() { lock source "$1" 3; }

checksum() { sha256sum "$1" | cut -d' ' -f1; }

# Stops where the file's hash is not the pinned one.
verify() { # FILE WANTED
  local found
  found=$(checksum "$1")
  [ "$found" = "$2" ] || fail "$1 has sha256 $found, but sources.lock wants $2"
}

input() { # FILE or NAME
  if [ -f "$1" ]; then checksum "$1"; else awk -v name="$1" '$2 == name' "$here/sources.lock"; fi
}

# once STAGE FUNCTION INPUT...: runs FUNCTION unless the stage was done with the same inputs and the same function
# A name that is no file's stands for that line of sources.lock.
once() {
  local stage=$1 function=$2 key
  shift 2
  key=$({ declare -f "$function"; echo "$cpu $c_stack $optimise $SOURCE_DATE_EPOCH"; for f in "$@"; do input "$f"; done; } | sha256sum)
  if [ "$(cat "$work/stages/$stage" 2>/dev/null)" != "$key" ]; then
    say "$stage"
    rm -f "$work/stages/$stage"
    "$function"
    mkdir -p "$work/stages"
    echo "$key" > "$work/stages/$stage"
  fi
}

# logged NAME COMMAND...: keeps the output in a file, and shows its end on failure
logged() {
  local log=$work/logs/$1.log
  shift
  mkdir -p "$work/logs"
  "$@" > "$log" 2>&1 || { tail -n 40 "$log" >&2; fail "failed, see $log"; }
}

# --- sources and tools

# A worktree lies one folder deeper than the checkout that the cache folder stands beside.
fetch_from_cache() { # FILE
  local folder
  for folder in "${SERPENTARIUM_SOURCES:-}" "$checkout/../shared/sources" "$(dirname "$checkout")/../shared/sources"; do
    [ -n "$folder" ] && [ -f "$folder/$1" ] && cp "$folder/$1" "$work/downloads/$1" && return 0
  done
  return 1
}

fetch_from_release() { # FILE URL
  command -v curl > /dev/null || return 1
  curl --fail --silent --show-error --location --retry 2 --connect-timeout 20 --output "$work/downloads/$1.part" "$2" &&
    mv "$work/downloads/$1.part" "$work/downloads/$1"
}

fetch_from_debian() { # FILE PACKAGE
  local folder=$work/downloads/debian-$2 found
  command -v apt-get > /dev/null || return 1
  mkdir -p "$folder"
  (cd "$folder" && apt-get source --download-only "$2" >&2) || return 1
  found=$(find "$folder" -name '*.orig.tar.*' ! -name '*.asc' | head -n 1)
  [ -n "$found" ] && cp "$found" "$work/downloads/$1"
}

fetch_source() { # NAME
  local file wanted
  file=$(lock source "$1" 4)
  wanted=$(lock source "$1" 5)
  mkdir -p "$work/downloads"
  if [ ! -f "$work/downloads/$file" ]; then
    fetch_from_cache "$file" || fetch_from_release "$file" "$(lock source "$1" 6)" ||
      fetch_from_debian "$file" "$(lock source "$1" 7)" || fail "no way led to $file"
  fi
  verify "$work/downloads/$file" "$wanted"
}

# A wheel whose content goes into the library, by pip as the tools.
fetch_wheel() { # NAME
  [ -f "$work/downloads/$(wheel_file "$1")" ] && return
  echo "$1==$(lock wheel "$1" 3) --hash=sha256:$(lock wheel "$1" 5)" > "$work/$1.txt"
  logged "$1" "$work/tools/bin/pip" download --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --requirement "$work/$1.txt" --dest "$work/downloads"
}

wheel_file() { lock wheel "$1" 4; } # NAME

unpack_source() { # NAME [FOLDER]
  local folder=$work/src/${2:-$1}
  rm -rf "$folder"
  mkdir -p "$folder"
  tar -xf "$work/downloads/$(lock source "$1" 4)" -C "$folder" --strip-components=1 --no-same-owner
}

unpack_cpython() {
  local patch
  unpack_source cpython
  for patch in "$here"/patches/*.patch; do
    logged "$(basename "$patch")" patch --directory="$work/src/cpython" --strip=1 --fuzz=0 --batch --input="$patch"
  done
}

install_tools() {
  local name
  rm -rf "$work/tools"
  for name in ziglang wasmtime; do
    echo "$name==$(lock tool "$name" 3) --hash=sha256:$(lock tool "$name" 4)"
  done > "$work/tools.txt"
  python3 -m venv "$work/tools"
  logged tools "$work/tools/bin/pip" install --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --requirement "$work/tools.txt"
  ln -s "$("$work/tools/bin/python" -c 'import ziglang; print(ziglang.__path__[0])')/zig" "$work/tools/bin/zig"
  write_compilers
}

# The arithmetic that math_test.py believes.
install_reference() {
  echo "mpmath==$(lock tool mpmath 3) --hash=sha256:$(lock tool mpmath 4)" > "$work/mpmath.txt"
  logged mpmath "$work/tools/bin/pip" install --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --requirement "$work/mpmath.txt"
}

# The cross tools by bare names, so that no folder of this machine is written into what configure makes.
write_compilers() {
  cat > "$work/tools/bin/wasm-cc" <<SCRIPT
#!/bin/sh
exec zig cc -target wasm32-wasi -mcpu=$cpu -g0 -Wno-date-time -ffile-prefix-map=$work=/build "\$@"
SCRIPT
  printf '#!/bin/sh\nexec zig ar "$@"\n' > "$work/tools/bin/wasm-ar"
  printf '#!/bin/sh\nexec zig ranlib "$@"\n' > "$work/tools/bin/wasm-ranlib"
  chmod +x "$work"/tools/bin/wasm-*
}

# The libc with Linux's numbers, for all that is compiled from here on.
make_libc() {
  tool linux_libc "$(dirname "$(readlink -f "$work/tools/bin/zig")")/lib" "$here/errnos.txt" "$work/zig-lib"
}

# --- native: the interpreter that compiles the library, and the compressor

# Without the patches: none of them may change the bytecode.
build_native_cpython() {
  unpack_source cpython cpython-native
  rm -rf "$work/native"
  mkdir -p "$work/native/Modules"
  cd "$work/native"
  # All that stdlib_image.py needs beyond what every interpreter has.
  printf '*static*\n_struct _struct.c\nbinascii binascii.c\n' > Modules/Setup.local
  logged native-configure ../src/cpython-native/configure --disable-test-modules --without-ensurepip
  # Quick to build rather than quick: it compiles a library once.
  logged native-make make -j"$jobs" OPT='-O1 -DNDEBUG' python
}

build_native_xz() {
  unpack_source xz
  rm -rf "$work/native-xz"
  mkdir "$work/native-xz"
  cd "$work/native-xz"
  logged native-xz-configure ../src/xz/configure --disable-shared --disable-nls --disable-doc --disable-scripts \
    --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-lzma-links --disable-assembler
  logged native-xz-make make -j"$jobs"
}

# --- the target's libraries

build_zlib() {
  unpack_source zlib
  cd "$work/src/zlib"
  CC=wasm-cc AR=wasm-ar RANLIB=wasm-ranlib CFLAGS=-O2 logged zlib-configure ./configure --static --prefix="$work/prefix"
  logged zlib-make make -j"$jobs" libz.a
  cp libz.a "$work/prefix/lib"
  cp zlib.h zconf.h "$work/prefix/include"
}

build_bzip2() {
  unpack_source bzip2
  cd "$work/src/bzip2"
  logged bzip2-make make -j"$jobs" libbz2.a CC=wasm-cc AR=wasm-ar RANLIB=wasm-ranlib CFLAGS='-O2 -D_FILE_OFFSET_BITS=64'
  cp libbz2.a "$work/prefix/lib"
  cp bzlib.h "$work/prefix/include"
}

build_xz() {
  rm -rf "$work/xz"
  mkdir "$work/xz"
  cd "$work/xz"
  CC=wasm-cc AR=wasm-ar RANLIB=wasm-ranlib CFLAGS=-O2 logged xz-configure ../src/xz/configure --host=wasm32-wasi \
    --prefix="$work/prefix" --disable-shared --disable-threads --disable-nls --disable-doc --disable-scripts \
    --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-lzma-links --disable-assembler
  logged xz-make make -j"$jobs" -C src/liblzma install
}

# By hand, because libedit's configure wants to find a curses library: what its Makefile does, with the headers and sources
# of zig/libedit in place of its own.
build_libedit() {
  local names='chared common el eln emacs hist keymacro map chartype parse prompt read refresh search sig terminal tty vi
    reallocarr tokenizer tokenizern history historyn filecomplete readline literal vis unvis truncate' name objects=()
  unpack_source libedit
  rm -rf "$work/libedit"
  cp -r "$work/src/libedit/src" "$work/libedit"
  cp -r "$here"/libedit/* "$work/libedit"
  cd "$work/libedit"
  for name in vi emacs common; do sh makelist -h $name.c > $name.h; done
  sh makelist -fh vi.h emacs.h common.h > fcns.h
  sh makelist -fc vi.h emacs.h common.h > func.h
  sh makelist -bh vi.c emacs.c common.c > help.h
  for name in $names; do
    wasm-cc -O2 -D_WASI_EMULATED_SIGNAL -I. -c $name.c -o $name.o
    objects+=("$name.o")
  done
  wasm-ar rcs "$work/prefix/lib/libedit.a" "${objects[@]}"
  mkdir -p "$work/prefix/include/editline"
  cp editline/readline.h "$work/prefix/include/editline"
}

# The sources as one file are made by scripts in Tcl.
build_sqlite() {
  # One process with one thread: what connections lock and share, SQLite then keeps in its own memory (unix-excl).
  local options='-DSQLITE_WASI -DSQLITE_DEFAULT_UNIX_VFS="unix-excl" -DSQLITE_THREADSAFE=0 -DSQLITE_MAX_MMAP_SIZE=0
    -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_TEMP_STORE=2 -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_ENABLE_FTS5
    -DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_COLUMN_METADATA
    -DSQLITE_EXTRA_INIT=serpentarium_complete_sqlite'
  unpack_source sqlite
  rm -rf "$work/sqlite"
  mkdir "$work/sqlite"
  cd "$work/sqlite"
  logged sqlite-configure ../src/sqlite/configure --disable-readline
  logged sqlite-amalgamation make sqlite3.c
  # shellcheck disable=SC2086
  logged sqlite-make wasm-cc -O2 $options -include "$here/guest/sqlite.h" -c sqlite3.c -o sqlite3.o
  rm -f libsqlite3.a
  wasm-cc -O2 -I. -c "$here/guest/sqlite.c" -o calls.o
  wasm-ar rcs libsqlite3.a sqlite3.o calls.o
  cp libsqlite3.a "$work/prefix/lib"
  cp sqlite3.h "$work/prefix/include"
}

# --- CPython for the target

configure_cpython() {
  local include=-I$work/prefix/include lib=-L$work/prefix/lib
  rm -rf "$work/cpython"
  mkdir -p "$work/cpython/Modules"
  cd "$work/cpython"
  sed "s#PREFIX#$work/prefix#g; s#GUEST#$here/guest#g" "$here/Setup.local" > Modules/Setup.local
  # Names that Zig's headers leave out: CPython's own getaddrinfo wants the first, and guest/tty.zig has the others.
  CONFIG_SITE=$here/config.site CC=wasm-cc CXX=false AR=wasm-ar RANLIB=wasm-ranlib READELF=true \
    CPPFLAGS='-DSOCK_RAW=3 -DTIOCGWINSZ=0x5413 -DTIOCSWINSZ=0x5414' \
    ZLIB_CFLAGS=$include ZLIB_LIBS="$lib -lz" BZIP2_CFLAGS=$include BZIP2_LIBS="$lib -lbz2" \
    LIBLZMA_CFLAGS=$include LIBLZMA_LIBS="$lib -llzma" \
    LIBSQLITE3_CFLAGS=$include LIBSQLITE3_LIBS="$lib -lsqlite3" \
    logged cpython-configure ../src/cpython/configure --host=wasm32-wasip1 --build=x86_64-linux-gnu \
    --with-build-python="$work/native/python" --prefix=/ --disable-shared --disable-test-modules --without-ensurepip \
    --with-pymalloc --disable-ipv6 --with-tzpath=/lib/python3.13/tzdata/zoneinfo
}

# All but the interpreter's loop by the profile: the loop is slower with it (PERFORMANCE.md).
build_cpython() {
  local profile
  # Zig's cache knows a file that is only an option by its name.
  profile=$work/$(checksum "$here/profile/cpython.profdata.xz").profdata
  xz --decompress --stdout "$here/profile/cpython.profdata.xz" > "$profile"
  configure_cpython
  logged cpython-make-loop make OPT="$optimise" Python/ceval.o
  # shellcheck disable=SC2086
  logged cpython-make make -j"$jobs" OPT="$optimise -fprofile-use=$profile" $profiled pybuilddir.txt
}

# --- the module

link_guest() { # [OBJECT...]
  local flags="-mexec-model=reactor -s -z stack-size=$c_stack -Wl,--max-memory=$memory_maximum" name objects=
  # Side modules find CPython's API by its visibility, and add their functions to the table.
  flags+=' -Wl,--export-dynamic -Wl,--export-table -Wl,--growable-table'
  for name in $exported $(grep -v '^#' "$here/exports.txt"); do flags+=" -Wl,--export=$name"; done
  mkdir -p "$work/guest"
  cd "$work/guest"
  for name in signals seek internals keys finalization files pipes poll dynload timers posix; do
    wasm-cc -O2 -std=c11 -I../src/cpython/Include -I../src/cpython/Include/internal -I../cpython \
      -c "$here/guest/$name.c" -o $name.o
    [ $name = signals ] || [ $name = seek ] || objects+=" $work/guest/$name.o"
  done
  zig build-obj "$here/guest/guest.zig" -target wasm32-wasi -mcpu=$cpu -O fast -fstrip -fsingle-threaded \
    --name guest -femit-bin=guest.o
  zig build-obj "$here/guest/memory.zig" -target wasm32-wasi -mcpu=$cpu -O fast -fstrip -fsingle-threaded -fno-builtin \
    --name memory -femit-bin=memory.o
  cd "$work/cpython"
  rm -f guest.wasm
  # First what the libc's own parts use: it is taken from the libc where they come before.
  logged guest-link make -j"$jobs" -f Makefile -f "$here/link.mk" OPT="$optimise" guest.wasm \
    GUEST_OBJECTS="$work/guest/signals.o $work/guest/seek.o $work/guest/guest.o $work/guest/memory.o$objects $*" GUEST_LDFLAGS="$flags"
}

# In the folder of the build, which therefore has to be built again.
record_profile() {
  rm -f "$work/stages/cpython"
  cd "$work/cpython"
  find . -name '*.o' -delete
  # shellcheck disable=SC2086
  rm -f $profiled
  # shellcheck disable=SC2086
  logged profile-make make -j"$jobs" $profiled \
    OPT="$optimise -fprofile-generate -mllvm -disable-vp=true -mllvm -enable-name-compression=false"
  wasm-cc -O2 -c "$here/profile/counters.c" -o "$work/guest/counters.o"
  link_guest "$work/guest/counters.o"
  tool preinitialize guest.wasm "$work/result/stdlib.zip" "$work/profile.wasm" --time $SOURCE_DATE_EPOCH
  tool profile/record "$work/profile.wasm" "$work/result/stdlib.zip" "$work/profile.txt" --time $SOURCE_DATE_EPOCH
  llvm-profdata merge --output="$work/profile.profdata" "$work/profile.txt"
  xz --stdout -9e "$work/profile.profdata" > "$here/profile/cpython.profdata.xz"
}

test_memory() {
  say "test of the memory functions"
  mkdir -p "$work/guest"
  cd "$work/guest"
  zig build-exe "$here/guest/memory.zig" -target wasm32-freestanding -mcpu=$cpu -O fast -fstrip -fsingle-threaded -fno-builtin \
    -fno-entry -rdynamic --name memory -femit-bin=memory.wasm
  tool memory_test memory.wasm
}

make_stdlib_image() {
  local sysconfigdata
  sysconfigdata=$(ls "$work/cpython/$(cat "$work/cpython/pybuilddir.txt")"/_sysconfigdata_*.py)
  # The prefix / is itself the slash before the next name.
  sed "s#$work#/build#g; s#\([ ']\)//#\1/#g" "$sysconfigdata" > "$work/result/$(basename "$sysconfigdata")"
  "$work/tools/bin/python" -m zipfile --extract "$work/downloads/$(wheel_file tzdata)" "$work/result/tzdata"
  "$work/native/python" "$here/stdlib_image.py" "$work/src/cpython/Lib" "$work/result/$(basename "$sysconfigdata")" \
    "$work/src/cpython/LICENSE" "$here/library" "$work/result/tzdata" "$work/result/stdlib.zip"
}

tool() { "$work/tools/bin/python" "$here/$1.py" "${@:2}"; }

check_imports() {
  tool imports "$work/result/python.wasm" > "$work/result/imports.txt"
  if $accept_imports; then cp "$work/result/imports.txt" "$here/imports.txt"; fi
  diff "$here/imports.txt" "$work/result/imports.txt" >&2 || fail "the module's imports are not those of zig/imports.txt"
}

# A folder of this machine in an artifact would make it this machine's.
check_paths() {
  ! grep --quiet --fixed-strings --text -e "$work" -e "$checkout" "$work/result/python.wasm" "$work/result/stdlib.zip" ||
    fail "an artifact names a folder of this machine"
}

compress() {
  local name
  for name in python.wasm stdlib.zip; do
    # shellcheck disable=SC2086
    "$work/native-xz/src/xz/xz" $xz_options --stdout "$work/result/$name" > "$work/result/$name.xz"
  done
}

make_artifacts() {
  rm -rf "$work/result"
  mkdir -p "$work/result"
  make_stdlib_image
  tool preinitialize "$work/cpython/guest.wasm" "$work/result/stdlib.zip" "$work/result/python.wasm" --time $SOURCE_DATE_EPOCH
  check_imports
  check_paths
  say "smoke test"
  tool smoke "$work/result/python.wasm" "$work/result/stdlib.zip" --time $SOURCE_DATE_EPOCH
  tool math_test "$work/result/python.wasm" "$work/result/stdlib.zip" --time $SOURCE_DATE_EPOCH
  say "compress"
  compress
  "$here/packs/build.sh" --work "$work" --out "$work/result/packs"
  tool manifest write "$work/result" --option "cpu=$cpu" --option "c_stack=$c_stack" \
    --option "memory_maximum=$memory_maximum" --option "time=$SOURCE_DATE_EPOCH" --option "xz=$xz_options" \
    --packs "$work/result/packs"
}

# Makes the folder, with the tools of sources.lock in it.
prepare() {
  mkdir -p "$work"
  work=$(cd "$work" && pwd)
  export PATH=$work/tools/bin:$PATH ZIG_GLOBAL_CACHE_DIR=$work/zig-cache ZIG_LOCAL_CACHE_DIR=$work/zig-cache
  once tools install_tools ziglang wasmtime
  once reference install_reference mpmath
  once libc make_libc "$here"/{linux_libc.py,errnos.txt} "$work/stages/tools"
  export ZIG_LIB_DIR=$work/zig-lib
}

build() {
  local name
  prepare
  mkdir -p "$work/prefix/lib" "$work/prefix/include"
  for name in cpython zlib bzip2 xz sqlite libedit; do fetch_source "$name"; done
  fetch_wheel tzdata
  once native-cpython build_native_cpython cpython
  once native-xz build_native_xz xz
  once zlib build_zlib zlib "$work/stages/libc"
  once bzip2 build_bzip2 bzip2 "$work/stages/libc"
  once xz build_xz "$work/stages/native-xz" "$work/stages/libc"
  once sqlite build_sqlite sqlite "$here"/guest/{sqlite.c,sqlite.h,locks.h} "$work/stages/libc"
  once libedit build_libedit libedit "$work/stages/libc" "$here"/libedit/*.[ch] "$here"/libedit/*/*.h
  once cpython-source unpack_cpython cpython "$here"/patches/*.patch
  once cpython build_cpython "$here/config.site" "$here/Setup.local" "$here"/guest/{fcntl,locks}.h \
    "$here/profile/cpython.profdata.xz" \
    "$work"/stages/{cpython-source,native-cpython,zlib,bzip2,xz,sqlite,libedit}
  test_memory
  say "link"
  link_guest
  make_artifacts
}

compare() {
  local name
  for name in python.wasm.xz stdlib.zip.xz manifest.json $(cd "$work/result" && echo packs/*); do
    cmp "$committed/$name" "$work/result/$name" || fail "$name is not what is committed"
  done
  say "the committed artifacts are what this recipe makes"
}

if $only_memory; then
  prepare
  test_memory
elif $check; then
  work=$(mktemp -d "${TMPDIR:-/tmp}/serpentarium-wasm.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  build
  compare
else
  build
  ! $record_profile || { record_profile; exit; }
  mkdir -p "$out"
  cp "$work/result/python.wasm.xz" "$work/result/stdlib.zip.xz" "$work/result/manifest.json" "$out"
  rm -rf "$out/packs"
  cp -r "$work/result/packs" "$out/packs"
  say "artifacts in $out"
fi
