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
   * Creates the functions with fixed lists.
   *
   * @param environment variables as {@code NAME=value}
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
    table.add("args_get", "ii", a -> get(arguments, a[0], a[1]));
    table.add("args_sizes_get", "ii", a -> sizesGet(arguments, a[0], a[1]));
    table.add("environ_get", "ii", a -> get(environment, a[0], a[1]));
    table.add("environ_sizes_get", "ii", a -> sizesGet(environment, a[0], a[1]));
  }

  /**
   * Writes pointers to the strings, and the strings, each followed by a zero.
   *
   * @throws ErrnoException EFAULT
   */
  private void get(List<byte[]> strings, long pointers, long buffer) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(pointers, (long) strings.size() * Integer.BYTES);
    memory.check(buffer, bytes(strings));
    long pointer = pointers;
    long text = buffer;
    for (byte[] string : strings) {
      memory.putInt(pointer, (int) text);
      memory.write(text, string, 0, string.length);
      pointer += Integer.BYTES;
      text += string.length;
    }
  }

  /**
   * Writes how many strings there are, and how many bytes they take.
   *
   * @throws ErrnoException EFAULT
   */
  private void sizesGet(List<byte[]> strings, long count, long size) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(size, Integer.BYTES);
    memory.putInt(count, strings.size());
    memory.putInt(size, (int) bytes(strings));
  }

  private static long bytes(List<byte[]> strings) {
    return strings.stream().mapToLong(string -> string.length).sum();
  }
}
