package io.serpentarium.sandbox.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which errnos each function has given, as lines {@code FUNCTION ERRNO}. */
final class ErrnoMatrix {

  private static final Map<Long, String> NAMES = names();

  private final SortedSet<String> given = new TreeSet<>();

  private static Map<Long, String> names() {
    Map<Long, String> names = new TreeMap<>(Map.of((long) WasiErrno.SUCCESS, "SUCCESS"));
    Arrays.stream(Errno.values()).forEach(e -> names.put((long) WasiErrno.of(e), e.name()));
    return names;
  }

  /** All that the host can give: a committed list, which conformance programs and fuzzer hold. */
  static SortedSet<String> possible() {
    try (InputStream in = ErrnoMatrix.class.getResourceAsStream("errnos.txt")) {
      byte[] text = requireNonNull(in).readAllBytes();
      return new TreeSet<>(new String(text, UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was given so far. */
  SortedSet<String> given() {
    return given;
  }

  /** Lists the same function from now on. */
  HostFunction recording(HostFunction function) {
    return new HostFunction(
        function.module(),
        function.name(),
        function.type(),
        arguments -> {
          long errno = function.body().call(arguments);
          add(function, errno);
          return errno;
        });
  }

  /** Lists the same functions from now on. */
  List<HostFunction> recording(List<HostFunction> functions) {
    return functions.stream().map(this::recording).toList();
  }

  /** Lists what a call has given. */
  void add(HostFunction function, long errno) {
    given.add(function.name() + " " + NAMES.getOrDefault(errno, Long.toString(errno)));
  }
}
