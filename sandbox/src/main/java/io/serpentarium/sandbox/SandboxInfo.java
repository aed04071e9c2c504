package io.serpentarium.sandbox;

import java.util.List;

/**
 * The versions of a sandbox's Python, engine and packages.
 *
 * @param pythonVersion Python's version, such as {@code 3.13.15}
 * @param artifactSha256 lower-case hex SHA-256 of the uncompressed python.wasm
 * @param engineName the adapter, such as {@code jni}
 * @param engineVersion the version of Wasmtime behind the adapter
 * @param packages the packages that programs can import besides the standard library
 */
public record SandboxInfo(
    String pythonVersion,
    String artifactSha256,
    String engineName,
    String engineVersion,
    List<PackageInfo> packages) {

  public SandboxInfo {
    packages = List.copyOf(packages);
  }
}
