package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.DiskUsage;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileHandle;
import io.serpentarium.sandbox.vfs.FileSystem;
import io.serpentarium.sandbox.vfs.Handle;
import io.serpentarium.sandbox.vfs.OpenFlag;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The host side of one instance: every function of preview1, and a few of our own that it lacks,
 * over its ports.
 *
 * <p>Used by the guest's thread only, or by another while no guest code runs. Arguments and
 * environment are empty: those that the guest sees are part of its image.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md">WASI
 *     preview1</a>
 */
public final class WasiHost {

  private final GuestView guest = new GuestView();
  private final FunctionTable preview1 = new FunctionTable("wasi_snapshot_preview1");

  /** The functions that preview1 lacks. */
  private final FunctionTable extensions = new FunctionTable("serpentarium");

  private final DescriptorTable descriptors;
  private final ProcessDevice processes;
  private FileSystem files;
  private @Nullable List<OpenDescriptor> marked;

  /**
   * Creates a host for a new instance.
   *
   * @param maxOpenFiles the most descriptors that may be open at a time, at least 4
   */
  public WasiHost(
      FileSystem files,
      int maxOpenFiles,
      StandardStreams streams,
      GuestWait wait,
      GuestAlarms alarms,
      WasiClock clock,
      RandomSource random) {
    this.files = files;
    this.descriptors = new DescriptorTable(maxOpenFiles, files.root());
    this.processes = new ProcessDevice(descriptors);
    ClockFunctions clocks = new ClockFunctions(guest, clock, alarms);
    new ArgumentFunctions(guest, List.of(), List.of()).register(preview1);
    clocks.register(preview1, extensions);
    new FdFunctions(guest, descriptors).register(preview1, extensions);
    new TransferFunctions(guest, descriptors, streams, random, processes).register(preview1);
    new PathFunctions(guest, descriptors, () -> this.files).register(preview1, extensions);
    new PollFunctions(guest, descriptors, streams, wait, clocks).register(preview1);
    new ProcessFunctions().register(preview1, extensions);
    new RandomFunctions(guest, random, wait).register(preview1);
    new SocketFunctions(descriptors).register(preview1);
  }

  /**
   * Marks the present state for {@link #rollBack}, in place of the mark before. Takes time for the
   * open descriptors only.
   */
  public void mark() {
    marked = descriptors.open();
    files.mark();
  }

  /**
   * Restores descriptors and files to the mark, as {@link FileSystem#rollBack} says. The mark
   * stays.
   *
   * @throws IllegalStateException if there is no mark
   */
  public void rollBack() {
    if (marked == null) {
      throw new IllegalStateException("there is no mark to roll back to");
    }
    descriptors.restore(marked);
    files.rollBack();
  }

  /** Sets what runs the programs that the guest starts; none runs before. */
  public void setProcesses(GuestProcesses newProcesses) {
    processes.connect(newProcesses);
  }

  /** Lets the guest start no program from now on. */
  public void forgetProcesses() {
    processes.disconnect();
  }

  /**
   * Uses the files of another host from now on, with only the initial descriptors open. The present
   * file system is left to the caller.
   */
  public void visit(FileSystem others) {
    descriptors.startAgain(others.root());
    files = others;
  }

  /** Closes all descriptors; the host is of no use afterwards. */
  public void closeDescriptors() {
    descriptors.closeAll();
  }

  /** Opens those of the standard streams that the guest has closed. */
  public void reopenStreams() {
    descriptors.reopenStreams();
  }

  /**
   * Captures the present state as a value that the caller closes. Contents of files are shared, not
   * copied.
   *
   * @param use the purpose for which the account is charged
   */
  public HostState capture(Use use) {
    return HostStates.capture(files, descriptors.open(), use);
  }

  /**
   * Continues from the state of another host. Open descriptors are closed, the file system is left
   * to the caller, and there is no mark.
   *
   * @param restored a file system made of {@link HostState#files}, for this host alone
   * @param state the state, which may have more open than the limit, which stays
   * @throws IllegalArgumentException if the file system was not made of that state
   */
  public void become(FileSystem restored, HostState state) {
    forget(exchange(restored, state));
  }

  /** The state of a host before it went on with another one. For that host alone. */
  public static final class Standing {

    private final FileSystem files;
    private final List<OpenDescriptor> open;
    private final @Nullable List<OpenDescriptor> marked;

    private Standing(
        FileSystem files, List<OpenDescriptor> open, @Nullable List<OpenDescriptor> marked) {
      this.files = files;
      this.open = open;
      this.marked = marked;
    }
  }

  /**
   * Goes on as {@link #become} says, but leaves the present descriptors open.
   *
   * @return the present state, to {@link #goBack} to or to {@link #forget}
   */
  public Standing exchange(FileSystem restored, HostState state) {
    List<OpenDescriptor> next = HostStates.restore(state, restored.restoredHandles());
    Standing former = new Standing(files, descriptors.open(), marked);
    descriptors.putBackOnly(next);
    files = restored;
    marked = null;
    return former;
  }

  /** Goes back to a former state; descriptors opened since are closed, the file system is not. */
  public void goBack(Standing former) {
    descriptors.restore(former.open);
    files = former.files;
    marked = former.marked;
  }

  /** Closes the descriptors of a former state. */
  public void forget(Standing former) {
    former.open.forEach(each -> each.descriptor().close());
  }

  /**
   * Returns the refusals so far; the count may restart when the host {@linkplain #become becomes}
   * another.
   */
  public Refusals refusals() {
    DiskUsage usage = files.usage();
    return new Refusals(usage.byteRefusals(), usage.inodeRefusals(), descriptors.refusals());
  }

  /**
   * Reads the beginning of a file, for the host itself.
   *
   * @param path the path from the root, with or without a leading slash
   * @param most the most bytes to read
   * @throws ErrnoException if the file cannot be opened, or is no file
   */
  public byte[] read(String path, int most) throws ErrnoException {
    String relative = path.replaceFirst("^/+", "");
    DirectoryHandle root = files.root();
    try {
      Handle opened = files.open(root, relative, EnumSet.of(OpenFlag.READ));
      try {
        if (!(opened instanceof FileHandle file)) {
          throw new ErrnoException(Errno.EISDIR);
        }
        byte[] content = new byte[most];
        return Arrays.copyOf(content, file.read(0, content, 0, most));
      } finally {
        opened.close();
      }
    } finally {
      root.close();
    }
  }

  /** Every function, for the instance's imports. */
  public List<HostFunction> functions() {
    return Stream.concat(preview1.functions().stream(), extensions.functions().stream()).toList();
  }

  /** Sets the instance's memory; until then every function answers EFAULT. */
  public void attach(GuestMemory memory) {
    guest.attach(memory);
  }
}
