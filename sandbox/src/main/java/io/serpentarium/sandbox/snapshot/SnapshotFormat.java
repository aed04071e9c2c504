package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.wasi.HostState;
import io.serpentarium.sandbox.wasi.HostStateCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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

/**
 * A state as bytes. All numbers are big-endian:
 *
 * <pre>
 * 8    magic "SERPSNAP"
 * 4    version of the format, 1
 * 68   fingerprint: SHA-256 of python.wasm and of the library, version of the guest's ABI
 * 8    milliseconds since 1970 at which it was captured
 * 8    the guest's monotonic clock, nanoseconds
 * 8    length of the body
 * …    body, one frame of Zstandard: host state, then memory
 * 32   SHA-256 of all of this
 * </pre>
 *
 * <p>The digest finds damage, not malice: whoever can write a snapshot can write any. What it says
 * about the host's side is checked, and its memory is a guest's, which nobody trusts.
 */
public final class SnapshotFormat {

  private static final long MAGIC = 0x5345_5250_534e_4150L;
  private static final int VERSION = 2;

  /** A century; so no sum of times overflows. */
  private static final long MAX_MONOTONIC_NANOS = 3_155_760_000L * 1_000_000_000L;

  private final Fingerprint fingerprint;
  private final MemoryImages images;
  private final HostBounds bounds;

  /**
   * The format of one sandbox.
   *
   * @param bounds of what it reads
   */
  public SnapshotFormat(Fingerprint fingerprint, MemoryImages images, HostBounds bounds) {
    this.fingerprint = fingerprint;
    this.images = images;
    this.bounds = bounds;
  }

  /** Whether states of another format's sandbox can be gone on with in this one's. */
  public boolean takes(SnapshotFormat other) {
    return fingerprint.equals(other.fingerprint);
  }

  /**
   * Writes a state.
   *
   * @param out is not closed
   */
  public void write(StoredState stored, OutputStream out) throws IOException {
    byte[] body = bodyOf(stored.state());
    MessageDigest digest = sha256();
    DataOutputStream data = new DataOutputStream(new DigestOutputStream(out, digest));
    data.writeLong(MAGIC);
    data.writeInt(VERSION);
    fingerprint.write(data);
    data.writeLong(stored.createdAt().toEpochMilli());
    data.writeLong(stored.state().monotonicNanos());
    data.writeLong(body.length);
    data.write(body);
    data.flush();
    out.write(digest.digest());
    out.flush();
  }

  private byte[] bodyOf(GuestState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream body = new DataOutputStream(Compression.to(bytes))) {
      HostStateCodec.write(state.host(), body);
      images.write(state.memory(), body);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a state.
   *
   * @param in read to its end, and not closed
   * @throws SnapshotException when it is refused
   */
  public StoredState read(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    DataInputStream data = new DataInputStream(new DigestInputStream(in, digest));
    try {
      requireHeader(data);
      long createdAt = data.readLong();
      long monotonic = data.readLong();
      byte[] body = readBody(data);
      byte[] expected = digest.digest();
      require(Arrays.equals(in.readNBytes(expected.length), expected), "its checksum is wrong");
      require(in.read() < 0, "it goes on behind its end");
      require(monotonic >= 0 && monotonic < MAX_MONOTONIC_NANOS, "its clock makes no sense");
      return new StoredState(stateOf(body, monotonic), Instant.ofEpochMilli(createdAt));
    } catch (EOFException e) {
      throw new SnapshotException(Reason.DAMAGED, "it ends early");
    }
  }

  private void requireHeader(DataInputStream data) throws IOException {
    if (data.readLong() != MAGIC) {
      throw new SnapshotException(Reason.NOT_A_SNAPSHOT, "it does not begin as a snapshot does");
    }
    int version = data.readInt();
    if (version != VERSION) {
      throw new SnapshotException(
          Reason.UNSUPPORTED_VERSION, "it is of format %d, not %d".formatted(version, VERSION));
    }
    if (!Fingerprint.read(data).equals(fingerprint)) {
      throw new SnapshotException(Reason.FOREIGN, "it was taken with another python.wasm");
    }
  }

  private byte[] readBody(DataInputStream data) throws IOException {
    long length = data.readLong();
    require(length >= 0, "its length makes no sense");
    if (length > images.maxMemoryBytes() + HostBounds.MAX_FILE_BYTES) {
      throw new SnapshotException(Reason.TOO_LARGE, "it has %d bytes".formatted(length));
    }
    byte[] body = data.readNBytes((int) length);
    require(body.length == length, "it ends early");
    return body;
  }

  private GuestState stateOf(byte[] body, long monotonic) {
    try (DataInputStream in =
        new DataInputStream(Compression.from(new ByteArrayInputStream(body)))) {
      HostState host =
          HostStateCodec.read(in, bounds.library(), bounds.quota(), bounds.maxOpenFiles());
      MemoryImage memory = images.read(in);
      require(in.read() < 0, "there is more in it than a state");
      return new GuestState(memory, host, monotonic);
    } catch (IOException e) {
      throw new SnapshotException(Reason.DAMAGED, "no state is in it: " + e.getMessage());
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
