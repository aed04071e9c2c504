package io.serpentarium.service.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service whether it is well: {@code ready URL} wants a URL to answer 200, {@code run BASE}
 * has a service run Python. Exit code 0 when it is, 1 when not, 2 for other arguments.
 *
 * <p>The key of the tenant that runs is in the environment variable {@value #KEY}, if there is one.
 */
public final class Probe {

  static final String KEY = "SERPENTARIUM_API_KEY";

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int USAGE = 2;
  private static final String PROGRAM = "{\"code\": \"print(6 * 7)\"}";
  private static final String EXPECTED = "\"stdout\":\"42\\n\"";

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

  /** Does what the arguments say and gives the exit code. */
  int run(List<String> arguments) {
    if (arguments.size() != 2) {
      return usage();
    }
    return switch (arguments.getFirst()) {
      case "ready" -> ready(arguments.getLast());
      case "run" -> runPython(arguments.getLast());
      default -> usage();
    };
  }

  private int usage() {
    out.println("Usage: ready URL | run BASE_URL");
    return USAGE;
  }

  private int ready(String url) {
    return answers(url, null, "");
  }

  private int runPython(String base) {
    return answers(base + "/v1/executions", PROGRAM, EXPECTED);
  }

  private int answers(String url, @Nullable String body, String expected) {
    try {
      String answer = exchange(url, body);
      boolean good = answer.contains(expected);
      out.println(url + (good ? " answers as it should" : " answers " + answer));
      return good ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      out.println(url + ": " + e);
      return 1;
    }
  }

  private String exchange(String url, @Nullable String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      if (body != null) {
        send(connection, body);
      }
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  private void send(HttpURLConnection connection, String body) throws IOException {
    String key = environment.get(KEY);
    if (key != null) {
      connection.setRequestProperty("Authorization", "Bearer " + key);
    }
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
  }
}
