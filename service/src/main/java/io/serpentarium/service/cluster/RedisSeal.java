package io.serpentarium.service.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts values that pods keep in Redis, and rejects any that no pod has put where it is read.
 * Thread-safe.
 *
 * <p>Each message has a key of its own, derived from the pods' and a salt, so that no nonce is used
 * twice however much is kept. Messages are encrypted by AES-GCM in segments, whose nonces count and
 * mark the last one; no segment can be left out, moved, or read at another place.
 *
 * @see <a href="https://eprint.iacr.org/2015/189">Online authenticated encryption, STREAM</a>
 */
final class RedisSeal {

  private static final byte VERSION = 1;
  private static final int SALT_BYTES = 32;
  private static final int HEAD_BYTES = 1 + SALT_BYTES;
  private static final int SEGMENT_BYTES = 64 << 10;
  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int KEY_BYTES = 32;

  private final List<SecretKey> keys;
  private final Supplier<String> nonces;

  /**
   * @param nonces gives texts of 32 characters, none of them twice
   */
  RedisSeal(ClusterSecret secret, Supplier<String> nonces) {
    keys = secret.keys("redis", "Generic");
    this.nonces = nonces;
  }

  /** The value read is not the one that a pod has put there. */
  static final class BrokenSealException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenSealException(String message) {
      super(message);
    }
  }

  /** Encrypts a text for a place, into one array of exactly the required size. */
  byte[] seal(byte[] plain, String... place) {
    int segments = Math.max(1, Math.ceilDiv(plain.length, SEGMENT_BYTES));
    int added = HEAD_BYTES + TAG_BYTES * segments;
    Filling sealed = new Filling(new byte[Math.addExact(plain.length, added)]);
    try (OutputStream out = seal(sealed, place)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sealed.bytes;
  }

  /**
   * Returns a stream that encrypts for a place.
   *
   * @param out the target, which is closed with the result, and complete only then
   */
  OutputStream seal(OutputStream out, String... place) throws IOException {
    byte[] salt = nonces.get().getBytes(StandardCharsets.US_ASCII);
    out.write(VERSION);
    out.write(salt);
    return new Sealing(out, new Segments(keys.getFirst(), salt, place));
  }

  /**
   * Decrypts a text, into one array of just the size.
   *
   * @throws BrokenSealException if no pod has encrypted it for this place
   */
  byte[] open(byte[] sealed, String... place) throws BrokenSealException {
    int length = sealed.length - HEAD_BYTES;
    int segments = Math.ceilDiv(length, SEGMENT_BYTES + TAG_BYTES);
    if (length < TAG_BYTES * segments || segments < 1) {
      throw new BrokenSealException("it is too short");
    }
    byte[] plain = new byte[length - TAG_BYTES * segments];
    try (InputStream in = open(new ByteArrayInputStream(sealed), place)) {
      int _ = in.readNBytes(plain, 0, plain.length);
      if (in.read() >= 0) {
        throw new IllegalStateException("there is more than was computed");
      }
      return plain;
    } catch (BrokenSealException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Decrypts a stream, whose head is checked immediately. Reading throws {@link
   * BrokenSealException} if no pod has encrypted it for this place.
   */
  InputStream open(InputStream sealed, String... place) throws IOException {
    int version = sealed.read();
    byte[] salt = sealed.readNBytes(SALT_BYTES);
    if (version != VERSION || salt.length < SALT_BYTES) {
      throw new BrokenSealException("it is not encrypted");
    }
    return new Opening(sealed, keys.stream().map(key -> new Segments(key, salt, place)).toList());
  }

  /** The segments of one message, one after the other. */
  private static final class Segments {

    private final SecretKey key;
    private final byte[] place;
    private final Cipher cipher;
    private int count;

    Segments(SecretKey shared, byte[] salt, String... place) {
      try {
        key =
            KDF.getInstance("HKDF-SHA256")
                .deriveKey("AES", HKDFParameterSpec.expandOnly(shared, salt, KEY_BYTES));
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      this.place = String.join("\n", place).getBytes(StandardCharsets.UTF_8);
    }

    byte[] next(int mode, byte[] segment, int length, boolean last) throws AEADBadTagException {
      byte[] nonce =
          ByteBuffer.allocate(NONCE_BYTES).putInt(count).put((byte) (last ? 1 : 0)).array();
      try {
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(place);
        byte[] result = cipher.doFinal(segment, 0, length);
        count = Math.incrementExact(count);
        return result;
      } catch (AEADBadTagException e) {
        throw e;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Fills an array. */
  private static final class Filling extends OutputStream {

    private final byte[] bytes;
    private int size;

    Filling(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void write(int b) {
      bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] more, int offset, int length) {
      System.arraycopy(more, offset, bytes, size, length);
      size += length;
    }
  }

  /** Encrypts a segment when it is known whether another one follows. */
  private static final class Sealing extends OutputStream {

    private final OutputStream out;
    private final Segments segments;
    private final byte[] segment = new byte[SEGMENT_BYTES];
    private int length;

    Sealing(OutputStream out, Segments segments) {
      this.out = out;
      this.segments = segments;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      for (int done = 0; done < count; ) {
        if (length == SEGMENT_BYTES) {
          flush(false);
        }
        int more = Math.min(count - done, SEGMENT_BYTES - length);
        System.arraycopy(bytes, offset + done, segment, length, more);
        length += more;
        done += more;
      }
    }

    private void flush(boolean last) throws IOException {
      try {
        out.write(segments.next(Cipher.ENCRYPT_MODE, segment, length, last));
      } catch (AEADBadTagException e) {
        throw new IllegalStateException(e);
      }
      length = 0;
    }

    @Override
    public void close() throws IOException {
      flush(true);
      out.close();
    }
  }

  /** Decrypts a segment when it is needed. */
  private static final class Opening extends InputStream {

    private final InputStream in;
    private final Segments segments;
    private byte[] following;
    private byte[] plain = {};
    private int position;
    private boolean ended;

    /**
     * @param candidates one for each key that it may be encrypted with
     */
    Opening(InputStream in, List<Segments> candidates) throws IOException {
      this.in = in;
      following = segment();
      byte[] first = following;
      following = segment();
      ended = following.length == 0;
      segments = begin(candidates, first);
    }

    private Segments begin(List<Segments> candidates, byte[] first) throws BrokenSealException {
      for (Segments candidate : candidates) {
        try {
          plain = candidate.next(Cipher.DECRYPT_MODE, first, first.length, ended);
          return candidate;
        } catch (AEADBadTagException e) {
          // another key may be the one
        }
      }
      throw new BrokenSealException("no node has encrypted it for this place");
    }

    private byte[] segment() throws IOException {
      return in.readNBytes(SEGMENT_BYTES + TAG_BYTES);
    }

    private void advance() throws IOException {
      byte[] segment = following;
      following = segment();
      ended = following.length == 0;
      try {
        plain = segments.next(Cipher.DECRYPT_MODE, segment, segment.length, ended);
        position = 0;
      } catch (AEADBadTagException e) {
        throw new BrokenSealException("a part of it was changed, or is missing");
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (count == 0) {
        return 0;
      }
      while (position == plain.length && !ended) {
        advance();
      }
      int more = Math.min(count, plain.length - position);
      System.arraycopy(plain, position, bytes, offset, more);
      position += more;
      return more == 0 ? -1 : more;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
