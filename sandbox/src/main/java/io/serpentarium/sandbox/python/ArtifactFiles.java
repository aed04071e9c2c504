package io.serpentarium.sandbox.python;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of {@code wasm-artifacts}, each verified against the digest in its manifest.
 *
 * <p>Unpacking takes a while, so the result is kept in the cache directory under its digest; a file
 * there that does not match is unpacked again. Thread-safe.
 */
final class ArtifactFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactFiles.class);
  private static final String FOLDER = "/io/serpentarium/wasm/";
  private static final String COMPRESSED = ".xz";

  private static final WeakReference<ByteBuffer> NONE = new WeakReference<>(null);

  private final Path cache;

  /** What was mapped and found intact, as long as somebody uses it. */
  private final Map<Version, WeakReference<ByteBuffer>> intact = new ConcurrentHashMap<>();

  /** A file as it was at a time. */
  private record Version(Path file, long bytes, FileTime modified) {

    static Version of(Path file) throws IOException {
      return new Version(file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  /**
   * The files.
   *
   * @param cache a folder of our own, made when missing
   */
  ArtifactFiles(Path cache) {
    this.cache = cache;
  }

  /** Returns whether there is a file of a name. */
  static boolean has(String name) {
    return ArtifactFiles.class.getResource(FOLDER + name) != null;
  }

  /** A file that is not compressed. */
  static JsonNode json(String name) throws IOException {
    try (InputStream in = open(name)) {
      return JsonMapper.shared().readTree(in);
    }
  }

  /**
   * Returns a file's content, unpacked.
   *
   * @param name the name, which ends with {@code .xz}
   * @param sha256 SHA-256 of the content in lower-case hex
   * @throws IOException if the file is missing, or has another digest
   */
  byte[] get(String name, String sha256) throws IOException {
    Path kept = kept(name, sha256);
    if (Files.isRegularFile(kept)) {
      byte[] content = Files.readAllBytes(kept);
      if (isIntact(ByteBuffer.wrap(content), sha256, kept)) {
        return content;
      }
    }
    byte[] content = decompress(name, sha256);
    keep(content, kept);
    return content;
  }

  /**
   * Returns a file's content, unpacked: mapped from the cache folder if it could be kept there, so
   * that it takes no heap. Not to be changed.
   *
   * @param name the name, which ends with {@code .xz}
   * @param sha256 SHA-256 of the content in lower-case hex
   * @throws IOException if the file is missing, or has another digest
   */
  ByteBuffer map(String name, String sha256) throws IOException {
    Path kept = kept(name, sha256);
    if (Files.isRegularFile(kept)) {
      Version version = Version.of(kept);
      ByteBuffer known = intact.getOrDefault(version, NONE).get();
      if (known != null) {
        return known.duplicate();
      }
      ByteBuffer content = mapped(kept);
      if (isIntact(content.duplicate(), sha256, kept)) {
        intact.put(version, new WeakReference<>(content));
        return content;
      }
    }
    byte[] content = decompress(name, sha256);
    return keep(content, kept) ? mapped(kept) : ByteBuffer.wrap(content);
  }

  private static boolean isIntact(ByteBuffer content, String sha256, Path kept) {
    boolean intact = digest(content).equals(sha256);
    if (!intact) {
      LOG.warn("{} is damaged and is unpacked again", kept);
    }
    return intact;
  }

  private static ByteBuffer mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private Path kept(String name, String sha256) {
    String base = name.substring(name.lastIndexOf('/') + 1, name.length() - COMPRESSED.length());
    return cache.resolve(sha256 + "-" + base);
  }

  private static byte[] decompress(String name, String sha256) throws IOException {
    try (InputStream in = new XZInputStream(open(name))) {
      byte[] content = in.readAllBytes();
      String found = digest(ByteBuffer.wrap(content));
      if (!found.equals(sha256)) {
        throw new IOException(
            "%s has SHA-256 %s, its manifest says %s".formatted(name, found, sha256));
      }
      return content;
    }
  }

  /** Returns whether the content could be kept. */
  private static boolean keep(byte[] content, Path target) {
    try {
      FileAttribute<?> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path folder = Files.createDirectories(target.toAbsolutePath().getParent(), ownerOnly);
      Path unfinished = Files.createTempFile(folder, "unpack", null);
      Files.write(unfinished, content);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      LOG.warn("Cannot keep {} for the next start: {}", target, e.toString());
      return false;
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = ArtifactFiles.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new IOException("resource " + FOLDER + name + " is missing");
    }
    return in;
  }

  private static String digest(ByteBuffer content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
