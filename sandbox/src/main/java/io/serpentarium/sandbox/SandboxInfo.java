package io.serpentarium.sandbox;

import java.util.List;

/**
 * What a sandbox runs.
 *
 * @param pythonVersion such as {@code 3.13.15}
 * @param artifactSha256 lower-case hex SHA-256 of the uncompressed python.wasm
 * @param engineName the adapter, such as {@code jni}
 * @param engineVersion the version of Wasmtime behind it
 * @param packages that programs can import beside the standard library
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
