package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.snapshot.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code wasm-artifacts} carries, unpacked and checked against its manifest.
 *
 * <p>Unpacking takes a while, so the result is kept in the cache folder under its digest; a file
 * there that does not match is unpacked anew.
 */
final class PythonArtifacts {

  private static final Logger LOG = LoggerFactory.getLogger(PythonArtifacts.class);
  private static final String FOLDER = "/io/serpentarium/wasm/";

  private final JsonNode manifest;
  private final byte[] module;
  private final byte[] standardLibrary;

  private PythonArtifacts(JsonNode manifest, byte[] module, byte[] standardLibrary) {
    this.manifest = manifest;
    this.module = module;
    this.standardLibrary = standardLibrary;
  }

  /**
   * Reads the artifacts.
   *
   * @param cache a folder of our own, made when missing
   * @throws UncheckedIOException when they are missing or damaged
   */
  static PythonArtifacts load(Path cache) {
    try {
      JsonNode manifest = readManifest();
      return new PythonArtifacts(
          manifest, unpack(manifest, "python.wasm", cache), unpack(manifest, "stdlib.zip", cache));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read python.wasm and its library", e);
    }
  }

  /** The WebAssembly binary. Not to be changed. */
  byte[] module() {
    return module;
  }

  /** The standard library: a zip whose entries are stored. Not to be changed. */
  byte[] standardLibrary() {
    return standardLibrary;
  }

  /** Such as {@code 3.13.15}. */
  String pythonVersion() {
    return manifest.required("sources").required("cpython").required("version").stringValue();
  }

  /** Lower-case hex SHA-256 of {@link #module()}. */
  String moduleSha256() {
    return digestOf(manifest, "python.wasm");
  }

  /** What a snapshot must have in common with a sandbox of these. */
  Fingerprint fingerprint() {
    return new Fingerprint(
        moduleSha256(), digestOf(manifest, "stdlib.zip"), ControlBlock.ABI_VERSION);
  }

  private static JsonNode readManifest() throws IOException {
    try (InputStream in = open("manifest.json")) {
      return JsonMapper.shared().readTree(in);
    }
  }

  private static String digestOf(JsonNode manifest, String name) {
    return manifest
        .required("outputs")
        .required(name)
        .required("uncompressed_sha256")
        .stringValue();
  }

  private static byte[] unpack(JsonNode manifest, String name, Path cache) throws IOException {
    String digest = digestOf(manifest, name);
    Path kept = cache.resolve(digest + "-" + name);
    if (Files.isRegularFile(kept)) {
      byte[] content = Files.readAllBytes(kept);
      if (sha256(content).equals(digest)) {
        return content;
      }
      LOG.warn("{} is damaged and is unpacked anew", kept);
    }
    byte[] content = decompress(name, digest);
    keep(content, kept);
    return content;
  }

  private static byte[] decompress(String name, String digest) throws IOException {
    try (InputStream in = new XZInputStream(open(name + ".xz"))) {
      byte[] content = in.readAllBytes();
      String found = sha256(content);
      if (!found.equals(digest)) {
        throw new IOException(
            "%s has SHA-256 %s, its manifest says %s".formatted(name, found, digest));
      }
      return content;
    }
  }

  private static void keep(byte[] content, Path target) {
    try {
      FileAttribute<?> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      Path folder = Files.createDirectories(target.toAbsolutePath().getParent(), ownerOnly);
      Path unfinished = Files.createTempFile(folder, "unpack", null);
      Files.write(unfinished, content);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("Cannot keep {} for the next start: {}", target, e.toString());
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = PythonArtifacts.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new IOException("resource " + FOLDER + name + " is missing");
    }
    return in;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
