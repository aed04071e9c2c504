package io.serpentarium.service.testing;

import io.serpentarium.service.ServiceApplication;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service in a JVM of its own, as one pod of a cluster. */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final ChildProcess process;
  private final int port;
  private final int managementPort;
  private final int peerPort;

  private ServiceProcess(ChildProcess process, int port, int managementPort, int peerPort) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
    this.peerPort = peerPort;
  }

  /**
   * Starts pods; gives them when all are ready.
   *
   * @param settings of all of them, such as {@code --serpentarium.cluster.lease=2s}
   */
  public static List<ServiceProcess> start(RedisServer redis, int count, String... settings)
      throws IOException {
    List<ServiceProcess> pods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pods.add(startOne(redis, settings));
    }
    pods.forEach(ServiceProcess::awaitReady);
    return pods;
  }

  private static ServiceProcess startOne(RedisServer redis, String... settings) throws IOException {
    int port = ChildProcess.freePort();
    int managementPort = ChildProcess.freePort();
    int peerPort = ChildProcess.freePort();
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath(),
                    ServiceApplication.class.getName(),
                    "--server.port=" + port,
                    "--management.server.port=" + managementPort,
                    "--serpentarium.pool.size=1",
                    "--serpentarium.extensions-ahead=false",
                    "--serpentarium.cluster.redis-url=" + redis.url(),
                    "--serpentarium.cluster.address=http://127.0.0.1:" + peerPort,
                    "--serpentarium.cluster.secret=a secret of the tests"),
                Arrays.stream(settings))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(Tenants.environment());
    Path output = Files.createTempFile("service", ".log");
    return new ServiceProcess(ChildProcess.start(output, builder), port, managementPort, peerPort);
  }

  /** Without the tests' own classes, which the service would take for parts of itself. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void awaitReady() {
    Awaitility.await("a pod").atMost(START).until(() -> process.accepts(managementPort));
    Awaitility.await("a pod's readiness").atMost(START).until(this::isReady);
  }

  private boolean isReady() {
    return WebTestClient.bindToServer()
            .baseUrl("http://127.0.0.1:" + managementPort)
            .build()
            .get()
            .uri("/readyz")
            .exchange()
            .returnResult(byte[].class)
            .getStatus()
            .value()
        == 200;
  }

  /** Calls it with a key. */
  public Api as(String keyId) {
    return Tenants.api(port, keyId);
  }

  /** Where other pods reach it. */
  public URI peerAddress() {
    return URI.create("http://127.0.0.1:" + peerPort);
  }

  /** The process of the service, for signals. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
