package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import io.serpentarium.sandbox.wasi.GuestWait;
import io.serpentarium.sandbox.wasi.StandardStreams;
import io.serpentarium.sandbox.wasi.SystemWasiClock;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes instances of {@code victim.wat}, each with the WASI host of a session. */
final class Victims {

  private static final int OPEN_FILES = 8;

  private final CompiledModule module;
  private final ReadOnlyImage image = ReadOnlyImage.ofZip(zipOfOneFile(), 0);

  Victims(CompiledModule module) {
    this.module = module;
  }

  Instance make() {
    MemoryFileSystem files =
        new MemoryFileSystem(image, new FileQuota(1 << 20, 8), () -> 0, TestBlocks.FREE);
    WasiHost host =
        new WasiHost(
            files,
            OPEN_FILES,
            new Streams(),
            new Sleep(),
            (clock, delay) -> {},
            new SystemWasiClock(),
            Victims::fill);
    Instance instance = module.instantiate(host.functions());
    host.attach(instance.memory());
    return instance;
  }

  private static void fill(byte[] target, int length) {
    Arrays.fill(target, 0, length, (byte) 7);
  }

  private static byte[] zipOfOneFile() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("empty");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(0);
      entry.setCrc(0);
      zip.putNextEntry(entry);
      zip.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Accepts and provides everything that is asked for, immediately. */
  private static final class Streams implements StandardStreams {

    @Override
    public boolean readable() {
      return true;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Arrays.fill(target, offset, offset + length, (byte) 9);
      return length;
    }

    @Override
    public int write(Output stream, byte[] source, int offset, int length) {
      return length;
    }

    @Override
    public int display(byte[] source, int offset, int length) {
      return length;
    }

    @Override
    public void beforeWait() {}
  }

  /** Waits to the deadline, whatever happens. */
  private static final class Sleep implements GuestWait {

    @Override
    public Wake until(BooleanSupplier ready, long deadlineNanos) {
      LockSupport.parkNanos(deadlineNanos - System.nanoTime());
      return Wake.TIMED_OUT;
    }
  }
}
