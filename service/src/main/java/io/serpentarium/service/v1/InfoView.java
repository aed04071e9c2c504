package io.serpentarium.service.v1;

import java.util.Map;

/**
 * This node as the contract shows it.
 *
 * @param confinement what the process has given up: {@code seccomp} or {@code none}
 * @param limits the highest that a request may name
 * @param defaultLimits what holds for a request that names none
 */
record InfoView(
    String name,
    String version,
    PythonView python,
    EngineView engine,
    String confinement,
    Map<String, Long> limits,
    Map<String, Long> defaultLimits) {

  record PythonView(String version, String artifactSha256) {}

  record EngineView(String name, String version) {}
}
