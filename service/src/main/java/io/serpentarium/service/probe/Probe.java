package io.serpentarium.service.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the health of a service: {@code ready URL} expects a URL to answer 200, {@code run BASE}
 * makes a service run Python, {@code packages BASE} waits until its templates are ready, loads
 * every extension module that packages have compiled, and imports every package that it lists. Exit
 * code 0 for success, 1 for failure, 2 for other arguments.
 *
 * <p>The key of the tenant that runs is in the environment variable {@value #KEY}, if there is one.
 */
public final class Probe {

  static final String KEY = "SERPENTARIUM_API_KEY";

  private static final int TIMEOUT_MILLIS = 5_000;

  /** The timeout of imports, long enough to compile extension modules that no cache has. */
  private static final int PATIENCE_MILLIS = 300_000;

  private static final int PAUSE_MILLIS = 250;
  private static final int USAGE = 2;
  private static final String PROGRAM = "{\"code\": \"print(6 * 7)\"}";
  private static final String IMPORTS =
      "{\"code\": \"%sprint(6 * 7)\", \"limits\": {\"memory_bytes\": 268435456, \"wall_time_ms\": "
          + PATIENCE_MILLIS
          + "}}";

  /** Loads each side module by one of its extension modules: files of the same content name it. */
  private static final String SIDE_MODULES =
      """
      import glob, importlib, sys
      root = next(path for path in sys.path if path.endswith('site-packages')) + '/'
      sides = {open(path).read(): path for path in glob.glob(root + '**/*.so', recursive=True)}
      for path in sides.values():
          importlib.import_module(path.removeprefix(root).split('.')[0].replace('/', '.'))
      """
          .replace("\n", "\\n");

  private static final String EXPECTED = "\"stdout\":\"42\\n\"";

  /** The first are the node's, those behind them of its templates. */
  private static final Pattern PACKAGES =
      Pattern.compile("\"packages\":\\[([^\\[\\]]*+(?:\\[[^]]*+][^\\[\\]]*+)*+)]");

  private static final Pattern MODULES = Pattern.compile("\"modules\":\\[([^]]*)]");
  private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");

  private final Map<String, String> environment;
  private final PrintStream out;

  Probe(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  /** Ends the process with the exit code. */
  public static void main(String[] arguments) {
    System.exit(new Probe(System.getenv(), System.out).run(List.of(arguments)));
  }

  /** Runs the command in the arguments and returns the exit code. */
  int run(List<String> arguments) {
    if (arguments.size() != 2) {
      return usage();
    }
    return switch (arguments.getFirst()) {
      case "ready" -> ready(arguments.getLast());
      case "run" -> runPython(arguments.getLast());
      case "packages" -> importPackages(arguments.getLast());
      default -> usage();
    };
  }

  private int usage() {
    out.println("Usage: ready URL | run BASE_URL | packages BASE_URL");
    return USAGE;
  }

  private int ready(String url) {
    return answers(url, null, "", TIMEOUT_MILLIS);
  }

  private int runPython(String base) {
    return answers(base + "/v1/executions", PROGRAM, EXPECTED, TIMEOUT_MILLIS);
  }

  private int importPackages(String base) {
    try {
      awaitTemplates(base + "/v1/templates");
      String imports = imports(exchange(base + "/v1/info", null, TIMEOUT_MILLIS));
      return importAll(base, SIDE_MODULES) + importAll(base, imports);
    } catch (IOException e) {
      out.println(base + ": " + e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private int importAll(String base, String imports) {
    return answers(base + "/v1/executions", IMPORTS.formatted(imports), EXPECTED, PATIENCE_MILLIS);
  }

  private void awaitTemplates(String url) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
    while (exchange(url, null, TIMEOUT_MILLIS).contains("\"ready\":false")) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("a template was not ready in time");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Returns statements, as part of a JSON string, that import the packages that a node lists. */
  private static String imports(String info) {
    Matcher packages = PACKAGES.matcher(info);
    return packages.find()
        ? MODULES
            .matcher(packages.group(1))
            .results()
            .flatMap(modules -> NAME.matcher(modules.group(1)).results())
            .map(name -> "import " + name.group(1) + "\\n")
            .collect(Collectors.joining())
        : "";
  }

  private int answers(String url, @Nullable String body, String expected, int patienceMillis) {
    try {
      String answer = exchange(url, body, patienceMillis);
      boolean good = answer.contains(expected);
      out.println(url + (good ? " answers as it should" : " answers " + answer));
      return good ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(url + ": " + e);
      return 1;
    }
  }

  private String exchange(String url, @Nullable String body, int patienceMillis)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(patienceMillis);
      String key = environment.get(KEY);
      if (key != null) {
        connection.setRequestProperty("Authorization", "Bearer " + key);
      }
      if (body != null) {
        send(connection, body);
      }
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  private static void send(HttpURLConnection connection, String body) throws IOException {
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
  }
}
