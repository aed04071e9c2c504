package io.serpentarium.sandbox.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A guest made of a heap segment: calls the host's functions as the engine would. */
final class WasiFixture {

  /** Bytes at the beginning of the memory that the host must not touch. */
  static final int HIDDEN_BYTES = 64 << 10;

  static final int MEMORY_BYTES = 320 << 10;
  static final int MAX_OPEN = 16;
  static final int QUOTA_BYTES = 200_000;
  static final int QUOTA_INODES = 400;
  static final long REALTIME = 1_700_000_000_123_456_789L;
  static final long MONOTONIC = 5_000_000_999L;
  static final long CPU_TIME = 77_777L;

  /** Addresses in the guest's memory, far enough apart for their uses. */
  static final long PATH = 0x11000;

  static final long PATH2 = 0x13000;
  static final long OUT = 0x15000;
  static final long VECTORS = 0x16000;
  static final long SUBSCRIPTIONS = 0x18000;
  static final long EVENTS = 0x1A000;
  static final long BUFFER = 0x20000;

  static final ReadOnlyImage IMAGE = image();
  private static final FileQuota QUOTA = new FileQuota(QUOTA_BYTES, QUOTA_INODES);

  static final int ROOT = DescriptorTable.ROOT;
  static final long SUCCESS = WasiErrno.SUCCESS;
  static final int CREATE = 1;
  static final int DIRECTORY = 2;
  static final int EXCLUSIVE = 4;
  static final int TRUNCATE = 8;
  static final long READ = 1L << 1;
  static final long WRITE = 1L << 6;
  static final int APPEND = 1;

  final GuestMemory memory;
  final ScriptedStreams streams = new ScriptedStreams();
  final RecordingWait wait = new RecordingWait();
  final WasiHost host;
  final MemoryFileSystem files;
  final Map<String, HostFunction> functions;
  final Map<GuestAlarms.Clock, Long> alarms = new EnumMap<>(GuestAlarms.Clock.class);
  int randomBytes;

  WasiFixture() {
    this(MemorySegment.ofArray(new byte[MEMORY_BYTES - HIDDEN_BYTES]), QUOTA);
  }

  WasiFixture(MemorySegment segment, FileQuota quota) {
    memory = memory(segment);
    files = new MemoryFileSystem(IMAGE, quota, () -> REALTIME, TestBlocks.FREE);
    host = new WasiHost(files, MAX_OPEN, streams, wait, alarms::put, new FixedClock(), this::fill);
    functions = functions(host);
    host.attach(memory);
  }

  /** A guest that goes on where another was. */
  WasiFixture(HostState state) {
    memory = memory(MemorySegment.ofArray(new byte[MEMORY_BYTES - HIDDEN_BYTES]));
    files = MemoryFileSystem.of(state.files(), IMAGE, QUOTA, () -> REALTIME, TestBlocks.FREE);
    host = new WasiHost(files, MAX_OPEN, streams, wait, alarms::put, new FixedClock(), this::fill);
    host.become(files, state);
    functions = functions(host);
    host.attach(memory);
  }

  private static GuestMemory memory(MemorySegment segment) {
    return new GuestMemory(HIDDEN_BYTES, () -> segment);
  }

  private static Map<String, HostFunction> functions(WasiHost host) {
    return host.functions().stream()
        .collect(Collectors.toMap(HostFunction::name, f -> f, (a, b) -> a, TreeMap::new));
  }

  private void fill(byte[] target, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = (byte) ++randomBytes;
    }
  }

  static ReadOnlyImage image() {
    byte[] content = "pass\n".getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      CRC32 crc = new CRC32();
      crc.update(content);
      for (String name : List.of("os.py", "json/__init__.py")) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
      zip.finish();
      return ReadOnlyImage.ofZip(bytes.toByteArray(), REALTIME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long of(Errno errno) {
    return WasiErrno.of(errno);
  }

  long call(String name, long... arguments) {
    HostFunction function = requireNonNull(functions.get(name), name);
    assertThat(arguments).as(name).hasSize(function.type().parameters().size());
    return function.body().call(arguments);
  }

  void ok(String name, long... arguments) {
    assertThat(call(name, arguments)).as(name).isEqualTo(SUCCESS);
  }

  void fails(Errno errno, String name, long... arguments) {
    assertThat(call(name, arguments))
        .as("%s%s", name, Arrays.toString(arguments))
        .isEqualTo(of(errno));
  }

  /** Puts a string into memory and answers its length in bytes. */
  long put(long address, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    memory.write(address, utf8, 0, utf8.length);
    return utf8.length;
  }

  String text(long address, int length) {
    byte[] bytes = new byte[length];
    memory.read(address, bytes, 0, length);
    return new String(bytes, UTF_8);
  }

  int out() {
    return memory.getInt(OUT);
  }

  /** Calls a function that takes a descriptor and a path, and nothing more. */
  long path(String name, long base, String path) {
    return call(name, base, PATH, put(PATH, path));
  }

  long tryOpen(long base, String path, int openFlags, long rights, int fdFlags) {
    return call("path_open", base, 1, PATH, put(PATH, path), openFlags, rights, 0, fdFlags, OUT);
  }

  int open(String path, int openFlags, long rights, int fdFlags) {
    assertThat(tryOpen(ROOT, path, openFlags, rights, fdFlags)).as(path).isEqualTo(SUCCESS);
    return out();
  }

  int openDirectory(String path) {
    return open(path, DIRECTORY, READ, 0);
  }

  int create(String path) {
    return open(path, CREATE, READ | WRITE, 0);
  }

  /** Makes an open file with a content, its position at the start. */
  int create(String path, String content) {
    int file = create(path);
    write(file, content);
    ok("fd_seek", file, 0, 0, OUT);
    return file;
  }

  void write(int file, String content) {
    vectors(BUFFER, put(BUFFER, content));
    ok("fd_write", file, VECTORS, 1, OUT);
  }

  String read(int file, int most) {
    vectors(BUFFER, most);
    ok("fd_read", file, VECTORS, 1, OUT);
    return text(BUFFER, out());
  }

  /** Puts an array of pointers and lengths at {@link #VECTORS}. */
  void vectors(long... pairs) {
    for (int i = 0; i < pairs.length; i++) {
      memory.putInt(VECTORS + 4L * i, (int) pairs[i]);
    }
  }

  /** Standard streams that do what a test tells them. */
  static final class ScriptedStreams implements StandardStreams {
    byte[] input = {};
    boolean readable;
    boolean interrupted;
    int mostTaken = Integer.MAX_VALUE;
    int waits;
    final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Override
    public boolean readable() {
      return readable;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (interrupted) {
        return INTERRUPTED;
      }
      int count = Math.min(length, input.length);
      System.arraycopy(input, 0, target, offset, count);
      input = Arrays.copyOfRange(input, count, input.length);
      return count;
    }

    @Override
    public int write(Output stream, byte[] source, int offset, int length) {
      if (interrupted) {
        return INTERRUPTED;
      }
      int count = Math.min(length, mostTaken);
      (stream == Output.STDOUT ? stdout : stderr).write(source, offset, count);
      return count;
    }

    @Override
    public int display(byte[] source, int offset, int length) {
      return length;
    }

    @Override
    public void beforeWait() {
      waits++;
    }
  }

  /** Keeps each deadline it was given, and never lets the thread sleep. */
  static final class RecordingWait implements GuestWait {
    final List<Long> deadlines = new ArrayList<>();
    Wake answer = Wake.TIMED_OUT;
    Runnable meanwhile = () -> {};

    @Override
    public Wake until(BooleanSupplier ready, long deadlineNanos) {
      deadlines.add(deadlineNanos);
      meanwhile.run();
      return ready.getAsBoolean() ? Wake.READY : answer;
    }
  }

  private static final class FixedClock implements WasiClock {
    @Override
    public long realtime() {
      return REALTIME;
    }

    @Override
    public long monotonic() {
      return MONOTONIC;
    }

    @Override
    public long cpuTime() {
      return CPU_TIME;
    }
  }
}
