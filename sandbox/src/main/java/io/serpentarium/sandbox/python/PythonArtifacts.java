package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.snapshot.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The content of {@code wasm-artifacts}, unpacked and verified against its manifest.
 *
 * <p>The extension modules of its packs are unpacked at their first use.
 */
final class PythonArtifacts {

  private final JsonNode manifest;
  private final byte[] module;
  private final ByteBuffer standardLibrary;
  private final List<Pack> packs;

  private PythonArtifacts(JsonNode manifest, ArtifactFiles files) throws IOException {
    this.manifest = manifest;
    this.module = files.get("python.wasm.xz", digestOf(manifest, "python.wasm"));
    this.standardLibrary = files.map("stdlib.zip.xz", digestOf(manifest, "stdlib.zip"));
    this.packs = Pack.all(files);
  }

  /**
   * Reads the artifacts.
   *
   * @param files the files, of which those that are mapped are verified once
   * @throws UncheckedIOException if they are missing or damaged
   */
  static PythonArtifacts load(ArtifactFiles files) {
    try {
      return new PythonArtifacts(ArtifactFiles.json("manifest.json"), files);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read python.wasm and its library", e);
    }
  }

  /** Reads the artifacts with a cache as {@link ArtifactFiles} has it; throws as {@link #load}. */
  static PythonArtifacts load(Path cache) {
    return load(new ArtifactFiles(cache));
  }

  /** The WebAssembly binary. Not to be changed. */
  byte[] module() {
    return module;
  }

  /** The standard library: a zip whose entries are stored. Not to be changed. */
  ByteBuffer standardLibrary() {
    return standardLibrary;
  }

  /** The packages that come along. */
  List<Pack> packs() {
    return packs;
  }

  /** Returns Python's version, such as {@code 3.13.15}. */
  String pythonVersion() {
    return manifest.required("sources").required("cpython").required("version").stringValue();
  }

  /** Lower-case hex SHA-256 of {@link #module()}. */
  String moduleSha256() {
    return digestOf(manifest, "python.wasm");
  }

  /** Returns the fingerprint that a snapshot must share with a sandbox of these artifacts. */
  Fingerprint fingerprint() {
    Fingerprint plain =
        new Fingerprint(moduleSha256(), digestOf(manifest, "stdlib.zip"), ControlBlock.ABI_VERSION);
    return plain.with(packs.stream().map(Pack::librarySha256).toList());
  }

  private static String digestOf(JsonNode manifest, String name) {
    return manifest
        .required("outputs")
        .required(name)
        .required("uncompressed_sha256")
        .stringValue();
  }
}
