package io.serpentarium.sandbox;

/**
 * What a sandbox runs.
 *
 * @param pythonVersion such as {@code 3.13.15}
 * @param artifactSha256 lower-case hex SHA-256 of the uncompressed python.wasm
 * @param engineName the adapter, such as {@code jni}
 * @param engineVersion the version of Wasmtime behind it
 */
public record SandboxInfo(
    String pythonVersion, String artifactSha256, String engineName, String engineVersion) {}
