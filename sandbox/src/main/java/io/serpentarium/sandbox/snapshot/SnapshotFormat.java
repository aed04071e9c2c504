package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.linking.LinkLog;
import io.serpentarium.sandbox.linking.LinkLogCodec;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.StateTooLargeException;
import io.serpentarium.sandbox.wasi.HostState;
import io.serpentarium.sandbox.wasi.HostStateCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The binary format of a state. All numbers are big-endian:
 *
 * <pre>
 * 8    magic "SERPSNAP"
 * 4    version of the format, 5, or 6 when it is signed
 * 68   fingerprint: SHA-256 of python.wasm and of the library, version of the guest's ABI
 * 8    milliseconds since 1970 at which it was captured
 * 8    the guest's monotonic clock, nanoseconds
 * 8    length of the body
 * …    body, one frame of Zstandard: host state, log of links, then memory
 * 32   SHA-256 of all of this
 * 32   where it is signed: HMAC with SHA-256 of that digest, by the exporter's key
 * </pre>
 *
 * <p>The digest detects damage, not forgery: anybody can write a snapshot with a valid digest. A
 * signature is checked before anything is decoded, if only snapshots of one key are accepted. The
 * host's side is validated, and the memory is a guest's, which is never trusted.
 */
public final class SnapshotFormat {

  private static final long MAGIC = 0x5345_5250_534e_4150L;
  private static final int UNSIGNED = 5;
  private static final int SIGNED = 6;
  private static final int DIGEST_BYTES = 32;
  private static final int COPY_BYTES = 1 << 14;

  /** A century; so no sum of times overflows. */
  private static final long MAX_MONOTONIC_NANOS = 3_155_760_000L * 1_000_000_000L;

  private final Fingerprint fingerprint;
  private final MemoryImages images;
  private final HostBounds bounds;

  /**
   * Creates the format of one sandbox.
   *
   * @param bounds the bounds on states that are read
   */
  public SnapshotFormat(Fingerprint fingerprint, MemoryImages images, HostBounds bounds) {
    this.fingerprint = fingerprint;
    this.images = images;
    this.bounds = bounds;
  }

  /** Returns whether states of another format's sandbox can be resumed in this one's. */
  public boolean takes(SnapshotFormat other) {
    return fingerprint.equals(other.fingerprint);
  }

  /**
   * Writes a state.
   *
   * @param out a stream, which is not closed
   * @param key the key to sign with, or null
   * @param blocks the blocks that pay for the body meanwhile
   */
  public void write(StoredState stored, OutputStream out, @Nullable SnapshotKey key, Blocks blocks)
      throws IOException {
    BlockBuffer body = new BlockBuffer(blocks);
    try {
      fill(body, stored.state());
      MessageDigest digest = sha256();
      DataOutputStream data = new DataOutputStream(new DigestOutputStream(out, digest));
      data.writeLong(MAGIC);
      data.writeInt(key == null ? UNSIGNED : SIGNED);
      fingerprint.write(data);
      data.writeLong(stored.createdAt().toEpochMilli());
      data.writeLong(stored.state().monotonicNanos());
      data.writeLong(body.size());
      body.reader().transferTo(data);
      data.flush();
      byte[] sum = digest.digest();
      out.write(sum);
      if (key != null) {
        out.write(key.sign(sum));
      }
      out.flush();
    } finally {
      body.release();
    }
  }

  private void fill(BlockBuffer body, GuestState state) throws IOException {
    state.retain();
    try (DataOutputStream out = new DataOutputStream(Compression.to(body.appender()))) {
      HostStateCodec.write(state.host(), out);
      LinkLogCodec.write(state.links(), out);
      images.write(state.memory(), out);
    } finally {
      state.release();
    }
  }

  /**
   * Reads a state, which the caller closes.
   *
   * @param in a stream that is read to its end, and not closed
   * @param options the permitted origin and size
   * @param blocks the blocks that pay for the state
   * @throws SnapshotException if the state is refused
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for it
   */
  public StoredState read(InputStream in, SnapshotImport options, Blocks blocks)
      throws IOException {
    BlockBuffer body = new BlockBuffer(blocks);
    try {
      MessageDigest digest = sha256();
      DataInputStream data = new DataInputStream(new DigestInputStream(in, digest));
      boolean signed = readHeader(data);
      Instant createdAt = Instant.ofEpochMilli(data.readLong());
      long monotonic = data.readLong();
      readBody(data, body);
      byte[] sum = digest.digest();
      require(Arrays.equals(readDigest(in), sum), "its checksum is wrong");
      requireSigned(signed ? readDigest(in) : new byte[0], sum, options);
      require(in.read() < 0, "there are bytes after its end");
      require(monotonic >= 0 && monotonic < MAX_MONOTONIC_NANOS, "its clock is invalid");
      return new StoredState(stateOf(body, monotonic, options.limits(), blocks), createdAt);
    } catch (EOFException e) {
      throw new SnapshotException(Reason.DAMAGED, "it ends early");
    } finally {
      body.release();
    }
  }

  private static byte[] readDigest(InputStream in) throws IOException {
    byte[] digest = in.readNBytes(DIGEST_BYTES);
    require(digest.length == DIGEST_BYTES, "it ends early");
    return digest;
  }

  private static void requireSigned(byte[] code, byte[] sum, SnapshotImport options) {
    boolean own = options.key().filter(key -> key.verify(sum, code)).isPresent();
    if (!own && !options.foreign()) {
      throw new SnapshotException(Reason.NOT_SIGNED, "it was not exported with this key");
    }
  }

  /** Reads the header and returns whether the snapshot is signed. */
  private boolean readHeader(DataInputStream data) throws IOException {
    if (data.readLong() != MAGIC) {
      throw new SnapshotException(Reason.NOT_A_SNAPSHOT, "it does not begin like a snapshot");
    }
    int version = data.readInt();
    if (version != UNSIGNED && version != SIGNED) {
      throw new SnapshotException(
          Reason.UNSUPPORTED_VERSION,
          "it is of format %d, not %d or %d".formatted(version, UNSIGNED, SIGNED));
    }
    if (!Fingerprint.read(data).equals(fingerprint)) {
      throw new SnapshotException(Reason.FOREIGN, "it was taken with another python.wasm");
    }
    return version == SIGNED;
  }

  private void readBody(DataInputStream data, BlockBuffer body) throws IOException {
    long length = data.readLong();
    require(length >= 0, "its length is invalid");
    if (length > images.maxMemoryBytes() + HostBounds.MAX_FILE_BYTES) {
      throw new SnapshotException(Reason.TOO_LARGE, "it has %d bytes".formatted(length));
    }
    byte[] part = new byte[COPY_BYTES];
    OutputStream target = body.appender();
    for (long left = length; left > 0; ) {
      int count = data.read(part, 0, (int) Math.min(left, part.length));
      require(count >= 0, "it ends early");
      target.write(part, 0, count);
      left -= count;
    }
  }

  private GuestState stateOf(BlockBuffer body, long monotonic, Limits limits, Blocks blocks) {
    try (DataInputStream in = new DataInputStream(Compression.from(body.reader()))) {
      FileQuota quota =
          new FileQuota(
              Math.min(bounds.quota().bytes(), limits.diskBytes()), bounds.quota().inodes());
      HostState host =
          HostStateCodec.read(in, bounds.library(), quota, bounds.maxOpenFiles(), blocks);
      return withMemory(host, in, monotonic, limits, blocks);
    } catch (StateTooLargeException e) {
      throw new SnapshotException(Reason.TOO_LARGE, "it has " + e.getMessage());
    } catch (IOException e) {
      throw new SnapshotException(Reason.DAMAGED, "it contains no valid state: " + e.getMessage());
    }
  }

  private GuestState withMemory(
      HostState host, DataInputStream in, long monotonic, Limits limits, Blocks blocks)
      throws IOException {
    MemoryImage memory = null;
    try {
      LinkLog links = LinkLogCodec.read(in);
      requireModules(links);
      memory = images.read(in, limits.memoryBytes(), blocks);
      require(in.read() < 0, "there are bytes after its state");
      return new GuestState(memory, host, monotonic, links);
    } catch (IOException | RuntimeException | Error e) {
      host.close();
      if (memory != null) {
        memory.close();
      }
      throw e;
    }
  }

  private void requireModules(LinkLog links) {
    if (!links.modules().allMatch(bounds.modules())) {
      throw new SnapshotException(
          Reason.MISSING_MODULE, "it needs an extension module that is missing here");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new SnapshotException(Reason.DAMAGED, otherwise);
    }
  }
}
