package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.EVENTS;
import static io.serpentarium.sandbox.wasi.WasiFixture.MAX_OPEN;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH;
import static io.serpentarium.sandbox.wasi.WasiFixture.PATH2;
import static io.serpentarium.sandbox.wasi.WasiFixture.SUBSCRIPTIONS;
import static io.serpentarium.sandbox.wasi.WasiFixture.VECTORS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.util.Random;

/**
 * Makes up arguments: most of them have a meaning, so that calls get far, and one in {@value #RARE}
 * is a number at some boundary. Puts what they point to into the guest's memory.
 */
final class HostileArguments {

  private static final int RARE = 12;
  private static final long[] WORDS = {
    0,
    1,
    7,
    8,
    1023,
    1024,
    1025,
    4096,
    4097,
    65535,
    65536,
    (1L << 31) - 1,
    1L << 31,
    (1L << 32) - 8,
    (1L << 32) - 1,
    MEMORY_BYTES - 64,
    MEMORY_BYTES - 8,
    MEMORY_BYTES - 1,
    MEMORY_BYTES,
    MEMORY_BYTES + 1
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    5,
    4096,
    1L << 30,
    (1L << 30) + 1,
    1L << 31,
    (1L << 32) - 1,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    WasiFixture.QUOTA_BYTES - 1,
    WasiFixture.QUOTA_BYTES + 1
  };
  private static final long[] RIGHTS = {
    0, WasiFixture.READ, WasiFixture.WRITE, WasiFixture.READ | WasiFixture.WRITE, -1
  };

  /** Where a buffer may start; some lie on top of what other arguments point to. */
  private static final long[] PLACES = {BUFFER, OUT, VECTORS, SUBSCRIPTIONS, EVENTS, PATH, PATH2};

  /** In ISO 8859-1, so that the last two are no UTF-8. */
  private static final String[] NAMES = {
    "a",
    "b",
    "d",
    "link",
    "loop",
    "none",
    "sandbox",
    "tmp",
    "lib/python3.13",
    "os.py",
    "json",
    "..",
    ".",
    "",
    "a\0",
    "n".repeat(255),
    "n".repeat(256),
    "\u00ff",
    "\u00ed\u00a0\u0080"
  };

  private static final String[] PARENTS = {
    "", "sandbox/", "sandbox/", "sandbox/", "sandbox/d/", "lib/python3.13/", "../", "/"
  };

  private final Random random;
  private final GuestMemory memory;
  private long lastLength;
  private long lastPath = PATH;

  HostileArguments(Random random, GuestMemory memory) {
    this.random = random;
    this.memory = memory;
  }

  /** Arguments for one call. */
  long[] of(String roles) {
    return roles.chars().mapToLong(this::argument).toArray();
  }

  private long argument(int role) {
    boolean isLong = role == 'l' || role == 'r';
    if (random.nextInt(RARE) == 0) {
      return isLong ? pick(LONGS) : random.nextBoolean() ? pick(WORDS) : random.nextLong() >>> 32;
    }
    return switch (role) {
      case 'f' -> random.nextInt(MAX_OPEN / 2);
      case 'd' -> random.nextInt(4) == 0 ? argument('f') : WasiFixture.ROOT;
      case 'k' -> random.nextInt(2);
      case 'o' -> random.nextInt(16);
      case 'P' -> path();
      case 'V' -> vectors();
      case 'S' -> subscriptions();
      case 'L', 'N', 'C' -> lastLength;
      case 'B' -> pick(PLACES);
      case 'R' -> random.nextInt(200);
      case 'O' -> OUT + random.nextInt(3) * 8L;
      case 'x' -> random.nextInt(10);
      case 'r' -> pick(RIGHTS);
      case 'l' -> random.nextBoolean() ? random.nextInt(10) : pick(LONGS);
      default -> throw new IllegalArgumentException("role " + (char) role);
    };
  }

  private long path() {
    StringBuilder path = new StringBuilder(pick(PARENTS));
    path.append(name());
    while (random.nextInt(4) == 0) {
      path.append('/').append(name());
    }
    byte[] bytes = path.toString().getBytes(ISO_8859_1);
    lastPath = PATH + PATH2 - lastPath;
    lastLength = bytes.length;
    memory.write(lastPath, bytes, 0, bytes.length);
    return lastPath;
  }

  private String name() {
    return NAMES[random.nextInt(random.nextBoolean() ? 4 : NAMES.length)];
  }

  private long vectors() {
    lastLength = random.nextInt(4);
    for (int i = 0; i < lastLength; i++) {
      memory.putInt(VECTORS + 8L * i, (int) (rarely() ? pick(WORDS) : pick(PLACES)));
      memory.putInt(VECTORS + 8L * i + 4, (int) (rarely() ? pick(WORDS) : random.nextInt(300)));
    }
    return VECTORS;
  }

  private long subscriptions() {
    lastLength = random.nextLong(1, 4);
    for (int i = 0; i < lastLength; i++) {
      long at = SUBSCRIPTIONS + (long) i * Subscription.BYTES;
      memory.putByte(at + 8, (byte) random.nextInt(rarely() ? 256 : 3));
      memory.putInt(at + 16, random.nextInt(rarely() ? Integer.MAX_VALUE : 4));
      memory.putLong(at + 24, pick(LONGS));
      memory.putShort(at + 40, (short) random.nextInt(rarely() ? 1 << 16 : 2));
    }
    return SUBSCRIPTIONS;
  }

  private boolean rarely() {
    return random.nextInt(RARE) == 0;
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private long pick(long[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
