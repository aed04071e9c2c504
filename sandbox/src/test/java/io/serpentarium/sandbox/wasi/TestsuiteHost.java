package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileSystem;
import io.serpentarium.sandbox.vfs.OpenFlag;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/**
 * The families put together as in {@link WasiHost}, for a program that has arguments and an
 * environment, and finds the working folder as {@code /}.
 */
final class TestsuiteHost {

  private static final int MAX_OPEN_FILES = 64;

  final WasiFixture.ScriptedStreams streams = new WasiFixture.ScriptedStreams();
  private final GuestView guest = new GuestView();
  private final FunctionTable table = new FunctionTable("wasi_snapshot_preview1");
  private final FunctionTable extensions = new FunctionTable("serpentarium");

  /**
   * A host for one program.
   *
   * @param withRoot whether it finds the working folder; else no directory is open
   * @param environment as {@code NAME=value}
   */
  TestsuiteHost(
      FileSystem files, boolean withRoot, List<String> arguments, List<String> environment)
      throws ErrnoException {
    DescriptorTable descriptors = new DescriptorTable(MAX_OPEN_FILES, workingFolder(files));
    if (!withRoot) {
      descriptors.close(DescriptorTable.ROOT);
    }
    ClockFunctions clocks = new ClockFunctions(guest, new SystemWasiClock(), (clock, delay) -> {});
    TimedWait wait = new TimedWait();
    streams.readable = true;
    new ArgumentFunctions(guest, arguments, environment).register(table);
    clocks.register(table, extensions);
    new FdFunctions(guest, descriptors).register(table, extensions);
    new TransferFunctions(
            guest, descriptors, streams, TestsuiteHost::fill, new ProcessDevice(descriptors))
        .register(table);
    new PathFunctions(guest, descriptors, () -> files).register(table, extensions);
    new PollFunctions(guest, descriptors, streams, wait, clocks).register(table);
    new ProcessFunctions().register(table, extensions);
    new RandomFunctions(guest, TestsuiteHost::fill, wait).register(table);
    new SocketFunctions(descriptors).register(table);
  }

  List<HostFunction> functions() {
    return table.functions();
  }

  void attach(GuestMemory memory) {
    guest.attach(memory);
  }

  private static DirectoryHandle workingFolder(FileSystem files) throws ErrnoException {
    Set<OpenFlag> flags = Set.of(OpenFlag.READ, OpenFlag.DIRECTORY);
    if (files.open(files.root(), "sandbox", flags) instanceof DirectoryHandle folder) {
      return folder;
    }
    throw new AssertionError("/sandbox is no directory");
  }

  private static void fill(byte[] target, int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    System.arraycopy(bytes, 0, target, 0, length);
  }
}
