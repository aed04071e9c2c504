package io.serpentarium.service.testing;

import io.serpentarium.service.ServiceApplication;
import io.serpentarium.service.app.ServiceProperties.MemorySettings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * The service in a JVM with the flags of the image, as small as a pod: in a memory control group of
 * its own where this machine allows that, otherwise with a heap and a budget as if it were.
 */
public final class SmallPod implements AutoCloseable {

  private static final Path IMAGE = Path.of("../Dockerfile");
  private static final Pattern FLAGS = Pattern.compile("JAVA_TOOL_OPTIONS=\"([^$\"]+)\"");
  private static final Pattern HEAP_PERCENT = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
  private static final Pattern ARENAS = Pattern.compile("MALLOC_ARENA_MAX=(\\d+)");
  private static final Duration START = Duration.ofMinutes(2);

  private final ChildProcess process;
  private final int port;
  private final int managementPort;
  private final @Nullable MemoryGroup group;
  private final HttpClient management = HttpClient.newHttpClient();

  private SmallPod(
      ChildProcess process, int port, int managementPort, @Nullable MemoryGroup group) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
    this.group = group;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param bytes of memory that it has
   * @param environment beside this process's own
   */
  public static SmallPod start(long bytes, Map<String, String> environment, String... settings)
      throws IOException {
    int port = ChildProcess.freePort();
    int managementPort = ChildProcess.freePort();
    MemoryGroup group = MemoryGroup.create(bytes).orElse(null);
    List<String> command = new ArrayList<>();
    if (group != null) {
      command.addAll(group.enter());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:MaxRAM=" + bytes);
    command.addAll(flags());
    command.addAll(List.of("-cp", classPath(), ServiceApplication.class.getName()));
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + managementPort);
    command.add("--serpentarium.memory.overcommit=1");
    if (group == null) {
      long heap = bytes * Integer.parseInt(found(HEAP_PERCENT)) / 100;
      long budget = bytes - heap - usualReserve();
      command.add("--serpentarium.memory.budget=" + budget + "B");
    }
    command.addAll(Arrays.asList(settings));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_ARENA_MAX", found(ARENAS));
    builder.environment().putAll(environment);
    ChildProcess process = ChildProcess.start(Files.createTempFile("small-pod", ".log"), builder);
    SmallPod pod = new SmallPod(process, port, managementPort, group);
    try {
      pod.awaitReady();
    } catch (RuntimeException | Error e) {
      pod.close();
      throw e;
    }
    return pod;
  }

  /** The reserve of a service whose settings name none. */
  private static long usualReserve() {
    return new Binder(new MapConfigurationPropertySource(Map.of()))
        .bindOrCreate("serpentarium.memory", MemorySettings.class)
        .reserve()
        .toBytes();
  }

  /** What the image starts its JVM with, without where it keeps libraries. */
  private static List<String> flags() throws IOException {
    return Arrays.stream(found(FLAGS).split(" ", -1))
        .filter(flag -> !flag.startsWith("-D"))
        .toList();
  }

  private static String found(Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(IMAGE)).results().findFirst().orElseThrow().group(1);
  }

  /** Without the tests' own classes, which the service would take for parts of itself. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void awaitReady() {
    Awaitility.await("a pod").atMost(START).until(() -> process.accepts(managementPort));
    Awaitility.await("its readiness")
        .atMost(START)
        .until(() -> manage("/readyz").statusCode() == 200);
  }

  /** Returns its address. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what it has written. */
  public String output() {
    return process.output();
  }

  /** Whether it runs in a memory control group. */
  public boolean isConfined() {
    return group != null;
  }

  /** Returns the values of a meter by its labels, as they are written. */
  public Map<String, Double> meter(String name) {
    Pattern sample = Pattern.compile(name.replace('.', '_') + "(?:_bytes)?(\\{.*\\}|) (\\S+)");
    Map<String, Double> values =
        manage("/actuator/prometheus")
            .body()
            .lines()
            .map(sample::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap(line -> line.group(1), SmallPod::value));
    if (values.isEmpty()) {
      throw new AssertionError("there is no meter " + name);
    }
    return values;
  }

  private static Double value(Matcher sample) {
    return Double.valueOf(sample.group(2));
  }

  private HttpResponse<String> manage(String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
      return management.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(output(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.close();
    management.close();
    if (group != null) {
      group.remove();
    }
  }

  /**
   * A memory control group for one process, of either version.
   *
   * @param folder its own
   * @param view where the process looks for it, as in a container
   */
  private record MemoryGroup(Path folder, Path view) {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String ENTER =
        "echo $$ > \"$0/cgroup.procs\" && exec unshare --mount sh -c"
            + " 'mount --bind \"$0\" \"$1\" && shift && exec \"$@\"' \"$0\" \"$@\"";

    /** Makes one; empty where that is not allowed. */
    static Optional<MemoryGroup> create(long bytes) {
      Path first = ROOT.resolve("memory");
      boolean old = Files.exists(first.resolve("memory.limit_in_bytes"));
      Path view = old ? first : ROOT;
      String name = String.format(Locale.ROOT, "serpentarium-%d", System.nanoTime());
      MemoryGroup group = new MemoryGroup(view.resolve(name), view);
      try {
        Files.createDirectory(group.folder);
        Files.writeString(
            group.folder.resolve(old ? "memory.limit_in_bytes" : "memory.max"),
            Long.toString(bytes));
        requireEntered(group);
        return Optional.of(group);
      } catch (IOException e) {
        group.remove();
        return Optional.empty();
      }
    }

    private static void requireEntered(MemoryGroup group) throws IOException {
      List<String> command = new ArrayList<>(group.enter());
      command.add("true");
      try {
        if (new ProcessBuilder(command).start().waitFor() != 0) {
          throw new IOException("no process can enter " + group.folder);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Returns the beginning of a command that runs in it. */
    List<String> enter() {
      return List.of("sh", "-c", ENTER, folder.toString(), view.toString());
    }

    void remove() {
      if (Files.exists(folder)) {
        Awaitility.await().ignoreExceptions().until(() -> Files.deleteIfExists(folder));
      }
    }
  }
}
