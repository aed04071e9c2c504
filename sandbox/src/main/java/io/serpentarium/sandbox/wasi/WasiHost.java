package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.FileSystem;
import java.util.List;

/**
 * The host side of one instance: every function of preview1, over the ports it is given.
 *
 * <p>Used by the guest's thread only. Arguments and environment are empty: what the guest sees of
 * either is baked into its image.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md">WASI
 *     preview1</a>
 */
public final class WasiHost {

  private final GuestView guest = new GuestView();
  private final FunctionTable table = new FunctionTable();

  /**
   * A host for an instance to be made.
   *
   * @param maxOpenFiles descriptors that may be open at once, at least 4
   */
  public WasiHost(
      FileSystem files,
      int maxOpenFiles,
      StandardStreams streams,
      GuestWait wait,
      WasiClock clock,
      RandomSource random) {
    DescriptorTable descriptors = new DescriptorTable(maxOpenFiles, files.root());
    ClockFunctions clocks = new ClockFunctions(guest, clock);
    new ArgumentFunctions(guest, List.of(), List.of()).register(table);
    clocks.register(table);
    new FdFunctions(guest, descriptors).register(table);
    new TransferFunctions(guest, descriptors, streams).register(table);
    new PathFunctions(guest, descriptors, files).register(table);
    new PollFunctions(guest, descriptors, streams, wait, clocks).register(table);
    new ProcessFunctions().register(table);
    new RandomFunctions(guest, random, wait).register(table);
    new SocketFunctions(descriptors).register(table);
  }

  /** Every function, for the instance's imports. */
  public List<HostFunction> functions() {
    return table.functions();
  }

  /** Tells it the instance's memory; until then every function answers EFAULT. */
  public void attach(GuestMemory memory) {
    guest.attach(memory);
  }
}
