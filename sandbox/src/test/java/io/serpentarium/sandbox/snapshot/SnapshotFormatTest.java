package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.linking.LinkLog;
import io.serpentarium.sandbox.linking.LinkLogCodec;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.CountingAccount;
import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.MemoryFileSystem;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import io.serpentarium.sandbox.wasi.GuestWait;
import io.serpentarium.sandbox.wasi.StandardStreams;
import io.serpentarium.sandbox.wasi.SystemWasiClock;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes of a snapshot: what comes back, and that nothing else is ever taken for one. */
final class SnapshotFormatTest {

  private static final int PAGE = PageRanges.PAGE_BYTES;
  private static final int ROUNDS = 4_000;
  private static final int VERSION = 8;
  private static final int FINGERPRINT = 12;
  private static final int LENGTH = 96;
  private static final int BODY = 104;
  private static final int DIGEST = 32;
  private static final String MODULE = "ef".repeat(DIGEST);
  private static final Instant CREATED = Instant.ofEpochMilli(1_700_000_000_000L);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(64L * PAGE, PAGE);
  private final GuestMemory guest = new GuestMemory(0, () -> memory);
  private final MemoryImages images =
      new MemoryImages(new GuestLayout(2L * PAGE, 256L * PAGE), guest);
  private final Fingerprint fingerprint = new Fingerprint("ab".repeat(32), "cd".repeat(32), 1);
  private final Random random = new Random(7);
  private SnapshotFormat format;
  private byte[] bytes;

  @BeforeEach
  void write() throws IOException {
    ReadOnlyImage library = ReadOnlyImage.ofZip(zipOfOneFile(), 0);
    format =
        new SnapshotFormat(
            fingerprint,
            images,
            new HostBounds(library, new FileQuota(1 << 20, 100), 16, MODULE::equals));
    MemoryFileSystem files =
        new MemoryFileSystem(
            library, new FileQuota(1 << 20, 100), System::nanoTime, TestBlocks.FREE);
    files.files().write("folder/file", "content".getBytes(StandardCharsets.UTF_8));
    WasiHost host =
        new WasiHost(
            files,
            16,
            new Silence(),
            SnapshotFormatTest::neverWait,
            (clock, delay) -> {},
            new SystemWasiClock(),
            (target, length) -> {});
    memory.asSlice(10L * PAGE, 3L * PAGE).fill((byte) 9);
    GuestState state =
        new GuestState(
            images.capture(guest, new SessionPages(), null, TestBlocks.FREE),
            host.capture(Use.SNAPSHOT),
            42,
            links());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.write(new StoredState(state, CREATED), out, null, TestBlocks.FREE);
    bytes = out.toByteArray();
  }

  /** A log of a module that was opened, of which the table has 5 elements. */
  private static LinkLog links() throws IOException {
    ByteBuffer log = ByteBuffer.allocate(9 + DIGEST);
    log.putInt(5).putInt(1).put((byte) 0).put(HexFormat.of().parseHex(MODULE));
    return LinkLogCodec.read(new DataInputStream(new ByteArrayInputStream(log.array())));
  }

  @Test
  void itsModulesComeBackAndOneThatIsMissingIsRefused() throws IOException {
    assertThat(read(bytes).state().links()).isEqualTo(links());
    format =
        new SnapshotFormat(
            fingerprint,
            images,
            new HostBounds(
                ReadOnlyImage.ofZip(zipOfOneFile(), 0),
                new FileQuota(1 << 20, 100),
                16,
                module -> false));
    assertThat(refused(bytes).reason()).isEqualTo(Reason.MISSING_MODULE);
  }

  @AfterEach
  void close() {
    images.close();
    arena.close();
  }

  @Test
  void comesBackWhole() throws IOException {
    StoredState read = read(bytes);
    assertThat(read.createdAt()).isEqualTo(CREATED);
    assertThat(read.state().monotonicNanos()).isEqualTo(42);
    assertThat(read.state().memory().pages()).isEqualTo(3);
    assertThat(read.state().memory().memoryBytes()).isEqualTo(64L * PAGE);
    assertThat(page(read.state().memory(), 1)).containsOnly(9);
    assertThat(read.state().host().files().usage().bytes()).isPositive();
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < bytes.length; length++) {
      assertThat(refused(Arrays.copyOf(bytes, length)).reason()).isEqualTo(Reason.DAMAGED);
    }
  }

  @Test
  void bytesBehindTheEndAreRefused() {
    assertThat(refused(Arrays.copyOf(bytes, bytes.length + 1)).reason()).isEqualTo(Reason.DAMAGED);
  }

  @Test
  void everyFlippedBitIsRefused() {
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      refused(damaged);
    }
  }

  @Test
  void reasonSaysWhatIsForeign() {
    assertThat(refused(flipped(0)).reason()).isEqualTo(Reason.NOT_A_SNAPSHOT);
    assertThat(refused(flipped(VERSION)).reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
    assertThat(refused(flipped(FINGERPRINT)).reason()).isEqualTo(Reason.FOREIGN);
    assertThat(refused(flipped(FINGERPRINT + 40)).reason()).isEqualTo(Reason.FOREIGN);
    assertThat(refused(flipped(BODY)).reason()).isEqualTo(Reason.DAMAGED);
  }

  @Test
  void lengthThatIsNotThereAllocatesNothing() {
    for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 31, Integer.MAX_VALUE, 1 << 28}) {
      byte[] hostile = bytes.clone();
      ByteBuffer.wrap(hostile).putLong(LENGTH, length);
      refused(hostile);
    }
  }

  @Test
  void damagedBodyWithARightDigestIsAStateOrRefused() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] hostile = bytes.clone();
      hostile[BODY + random.nextInt(hostile.length - BODY - DIGEST)] ^= (byte) random.nextInt(256);
      stateOrRefused(signed(hostile));
    }
  }

  @Test
  void damagedContentWithARightDigestIsAStateOrRefused() throws IOException {
    byte[] body = Arrays.copyOfRange(bytes, BODY, bytes.length - DIGEST);
    byte[] content = Compression.from(new ByteArrayInputStream(body)).readAllBytes();
    int refusals = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] hostile = content.clone();
      // Most of the content is the pages', where every byte is allowed.
      int reach = i % 2 == 0 ? hostile.length - 3 * PAGE : hostile.length;
      hostile[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
      int length = i % 10 == 0 ? random.nextInt(hostile.length) : hostile.length;
      refusals += stateOrRefused(withContent(Arrays.copyOf(hostile, length))) ? 0 : 1;
    }
    assertThat(refusals).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  @Test
  void contentThatGoesOnIsRefused() throws IOException {
    byte[] body = Arrays.copyOfRange(bytes, BODY, bytes.length - DIGEST);
    byte[] content = Compression.from(new ByteArrayInputStream(body)).readAllBytes();
    assertThat(refused(withContent(Arrays.copyOf(content, content.length + 1))).reason())
        .isEqualTo(Reason.DAMAGED);
  }

  @Test
  void manyNamesFromFewBytesAreRefusedBeforeTheyTakeMemory() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(content);
    out.writeLong(5);
    out.writeInt(5);
    for (int inode = 1; inode <= 4; inode++) {
      out.writeByte(1);
      out.writeLong(inode);
      out.writeShort(0);
      out.write(new byte[3 * Long.BYTES]);
      out.writeLong(inode < 3 ? 0 : 1L << 40);
      out.writeInt(inode == 3 ? Integer.MAX_VALUE : 0);
      for (int child = 0; inode == 3 && child < 100_000; child++) {
        out.writeLong(3 + child);
        out.writeUTF(Integer.toString(child));
        out.writeInt(4);
      }
    }
    byte[] bomb = withContent(content.toByteArray());
    CountingAccount account = new CountingAccount(1 << 20);
    Blocks blocks = new Blocks(TestBlocks.FREE.heap(), account, Use.SNAPSHOT);
    SnapshotException thrown =
        catchThrowableOfType(
            SnapshotException.class,
            () -> format.read(new ByteArrayInputStream(bomb), SnapshotImport.ofAnybody(), blocks));
    assertThat(thrown.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(account.held()).isZero();
  }

  @Test
  void whatItsReceiverDoesNotPayForIsRefused() {
    CountingAccount account = new CountingAccount(2 * PAGE);
    Blocks blocks = new Blocks(TestBlocks.FREE.heap(), account, Use.SNAPSHOT);
    assertThatThrownBy(
            () -> format.read(new ByteArrayInputStream(bytes), SnapshotImport.ofAnybody(), blocks))
        .isInstanceOf(MemoryRefusedException.class);
    assertThat(account.held()).isZero();
  }

  private StoredState read(byte[] candidate) throws IOException {
    return format.read(
        new ByteArrayInputStream(candidate), SnapshotImport.ofAnybody(), TestBlocks.FREE);
  }

  private static byte[] page(MemoryImage image, int position) {
    byte[] page = new byte[PAGE];
    image.read(position, page);
    return page;
  }

  private byte[] withContent(byte[] content) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream out = Compression.to(body)) {
      out.write(content);
    }
    byte[] all = Arrays.copyOf(bytes, BODY + body.size() + DIGEST);
    System.arraycopy(body.toByteArray(), 0, all, BODY, body.size());
    ByteBuffer.wrap(all).putLong(LENGTH, body.size());
    return signed(all);
  }

  private static byte[] signed(byte[] all) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(all, 0, all.length - DIGEST);
      System.arraycopy(digest.digest(), 0, all, all.length - DIGEST, DIGEST);
      return all;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] flipped(int offset) {
    byte[] changed = bytes.clone();
    changed[offset] ^= 1;
    return changed;
  }

  /** Whether it was taken; anything but a refusal fails the test. */
  private boolean stateOrRefused(byte[] candidate) {
    try {
      read(candidate).state().close();
      return true;
    } catch (SnapshotException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SnapshotException refused(byte[] candidate) {
    SnapshotException thrown = catchThrowableOfType(SnapshotException.class, () -> read(candidate));
    assertThat(thrown).isNotNull();
    return thrown;
  }

  private static GuestWait.Wake neverWait(BooleanSupplier ready, long deadlineNanos) {
    return GuestWait.Wake.TIMED_OUT;
  }

  private static byte[] zipOfOneFile() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
      zip.putNextEntry(new ZipEntry("os.pyc"));
    }
    return zipped.toByteArray();
  }

  private static final class Silence implements StandardStreams {

    @Override
    public boolean readable() {
      return true;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return 0;
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
}
