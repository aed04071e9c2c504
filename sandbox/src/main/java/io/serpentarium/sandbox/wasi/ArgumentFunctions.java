package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Two lists of strings, arguments and environment, which preview1 gives in the same way. */
final class ArgumentFunctions {

  private final GuestView guest;
  private final List<byte[]> arguments;
  private final List<byte[]> environment;

  /**
   * Fixed lists.
   *
   * @param environment as {@code NAME=value}
   */
  ArgumentFunctions(GuestView guest, List<String> arguments, List<String> environment) {
    this.guest = guest;
    this.arguments = terminated(arguments);
    this.environment = terminated(environment);
  }

  private static List<byte[]> terminated(List<String> strings) {
    return strings.stream().map(s -> (s + "\0").getBytes(StandardCharsets.UTF_8)).toList();
  }

  void register(FunctionTable table) {
    table.add("args_get", "ii", a -> get(arguments, a));
    table.add("args_sizes_get", "ii", a -> sizesGet(arguments, a));
    table.add("environ_get", "ii", a -> get(environment, a));
    table.add("environ_sizes_get", "ii", a -> sizesGet(environment, a));
  }

  private void get(List<byte[]> strings, long[] a) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(a[0], (long) strings.size() * Integer.BYTES);
    memory.check(a[1], bytes(strings));
    long pointer = a[0];
    long text = a[1];
    for (byte[] string : strings) {
      memory.putInt(pointer, (int) text);
      memory.write(text, string, 0, string.length);
      pointer += Integer.BYTES;
      text += string.length;
    }
  }

  private void sizesGet(List<byte[]> strings, long[] a) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(a[1], Integer.BYTES);
    memory.putInt(a[0], strings.size());
    memory.putInt(a[1], (int) bytes(strings));
  }

  private static long bytes(List<byte[]> strings) {
    return strings.stream().mapToLong(string -> string.length).sum();
  }
}
