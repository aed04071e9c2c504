package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdOutputStream;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.SmallPod;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything by which one tenant could take a small pod's memory, one after the other and in
 * mixtures, while a neighbour works. The process lives, the neighbour is served, every refusal has
 * a name, and nothing stays held.
 *
 * <p>Every build runs a sample with one pod of 1 GiB; {@code -Phostile} ten minutes with 1 and with
 * 2 GiB.
 */
class HostileTenantIT {

  private static final Logger log = LoggerFactory.getLogger(HostileTenantIT.class);

  private static final String ATTACKER = "a00000000001";
  private static final String NEIGHBOUR = "b00000000001";
  private static final Map<String, String> TENANTS =
      Map.of(
          "SERPENTARIUM_TENANTS_INLINE",
          """
          {"tenants": [
            {"id": "attacker", "keys": [%s], "foreign_snapshots": true},
            {"id": "neighbour", "keys": [%s]}]}
          """
              .formatted(Keys.entry(ATTACKER), Keys.entry(NEIGHBOUR)),
          "SERPENTARIUM_TENANTS_SECRET",
          Keys.SECRET);

  /** How long mixtures go on. */
  private static final Duration MIXED =
      Duration.ofSeconds(Integer.getInteger("serpentarium.hostile.seconds", 20));

  /** What the neighbour may wait beyond the bound, on a machine that does other things too. */
  private static final long GRACE_MILLIS = Long.getLong("serpentarium.hostile.grace-millis", 2_000);

  private static final int AT_ONCE = 3;
  private static final Set<Integer> REFUSALS = Set.of(400, 404, 409, 410, 413, 422, 429, 503, 507);

  private final JsonMapper json = JsonMapper.shared();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<String> snapshots = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private final List<String> untyped = new CopyOnWriteArrayList<>();
  private @Nullable SmallPod started;

  private static IntStream mebibytes() {
    String sizes = System.getProperty("serpentarium.hostile.mebibytes", "1024");
    return Arrays.stream(sizes.split(",", -1)).mapToInt(Integer::parseInt);
  }

  /** An attack, which leaves behind whatever it made. */
  private interface Attack {

    void run() throws IOException, InterruptedException;
  }

  private Map<String, Attack> attacks() {
    return Map.ofEntries(
        Map.entry("displays of many values", this::displaysOfValues),
        Map.entry("displays of short lines", this::displaysOfLines),
        Map.entry("streams that nobody reads", this::streams),
        Map.entry("requests and pages of kernels", this::kernels),
        Map.entry("a body of empty objects", this::manyValues),
        Map.entry("a snapshot of endless names", this::snapshotBomb),
        Map.entry("snapshots of random bytes", this::manySnapshots),
        Map.entry("large sessions left idle", this::idle),
        Map.entry("a history of large changes", this::history),
        Map.entry("large files", this::files),
        Map.entry("long names that nobody reads", this::names),
        Map.entry("output that nobody reads", this::output),
        Map.entry("large frames", this::frames),
        Map.entry("forks of a large session", this::forks),
        Map.entry("limits below what is held", this::lowLimits),
        Map.entry("settled pages written again", this::rewriting),
        Map.entry("prompts that run code", this::prompts));
  }

  @ParameterizedTest(name = "{0} MiB")
  @MethodSource("mebibytes")
  void noAttackEndsThePodOrStopsTheNeighbour(int mebibytes) throws Exception {
    try (SmallPod small =
        SmallPod.start(
            (long) mebibytes << 20,
            TENANTS,
            "--serpentarium.doors=jupyter",
            "--serpentarium.sessions.hibernate-after=2s",
            "--serpentarium.sessions.reap-interval=500ms")) {
      started = small;
      assertThat(small.meter("serpentarium.ledger.held").values()).containsOnly(0.0);
      Neighbour neighbour = new Neighbour();
      long quiet = neighbour.during(() -> Thread.sleep(5_000)).p99();
      Latencies disturbed = neighbour.during(this::attackInTurnAndMixed);
      log.info(
          "{} MiB, confined {}: quiet p99 {} ms, disturbed {}; refusals {}",
          mebibytes,
          pod().isConfined(),
          quiet,
          disturbed,
          refusals);
      assertThat(pod().isAlive()).as(pod()::output).isTrue();
      neighbour.leave();
      assertThat(untyped).isEmpty();
      // A full node refuses rather than slows all: a neighbour's request in a hundred at most.
      assertThat(disturbed.failures())
          .allMatch(failure -> failure.contains("node_saturated"))
          .hasSizeLessThanOrEqualTo(disturbed.sorted().size() / 100);
      assertThat(disturbed.p99()).isLessThan(3 * quiet + 50 + GRACE_MILLIS);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                clean();
                assertThat(pod().meter("serpentarium.ledger.held"))
                    .allSatisfy((labels, held) -> assertThat(held).isZero());
              });
    }
  }

  private SmallPod pod() {
    return Objects.requireNonNull(started);
  }

  private void attackInTurnAndMixed() throws Exception {
    for (Map.Entry<String, Attack> attack : attacks().entrySet()) {
      attempt(attack);
      clean();
    }
    long seed = System.nanoTime();
    log.info("the seed of the mixture is {}", seed);
    long end = System.nanoTime() + MIXED.toNanos();
    try (ExecutorService attackers = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < AT_ONCE; i++) {
        Random random = new Random(seed + i);
        attackers.execute(() -> mix(random, end));
      }
    }
    clean();
  }

  private void mix(Random random, long end) {
    List<Map.Entry<String, Attack>> all = new ArrayList<>(attacks().entrySet());
    while (System.nanoTime() - end < 0 && pod().isAlive()) {
      Collections.shuffle(all, random);
      attempt(all.getFirst());
      if (random.nextInt(3) == 0) {
        clean();
      }
    }
  }

  private void attempt(Map.Entry<String, Attack> attack) {
    long began = System.nanoTime();
    try {
      attack.getValue().run();
    } catch (IOException e) {
      // A connection that the service closes is an answer; whether it lives is asked below.
      log.debug("{} was cut off", attack.getKey(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(pod().isAlive()).as("after %s: %s", attack.getKey(), pod().output()).isTrue();
    log.info("{}: {} ms", attack.getKey(), (System.nanoTime() - began) / 1_000_000);
  }

  private void manyValues() throws IOException, InterruptedException {
    String body = "{\"code\": \"1\", \"files\": [" + "{},".repeat(2_700_000) + "{}]}";
    together(3, () -> post("/v1/executions", body));
  }

  private void snapshotBomb() throws IOException, InterruptedException {
    String session = session("{}");
    String id = post("/v1/sessions/%s/snapshots".formatted(session), "").path("id").asString("");
    if (!id.isEmpty()) {
      snapshots.add(id);
      byte[] genuine = bytes("/v1/snapshots/%s/content".formatted(id));
      if (genuine.length > 0) {
        byte[] bomb = bomb(genuine);
        together(
            2, () -> send(ATTACKER, "POST", "/v1/snapshots", BodyPublishers.ofByteArray(bomb)));
      }
    }
  }

  /** A snapshot of some kilobytes whose one folder has twelve million names. */
  private static byte[] bomb(byte[] genuine) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new ZstdOutputStream(body))) {
      out.writeLong(100);
      out.writeInt(4);
      out.writeByte(1);
      out.write(new byte[34]);
      out.writeLong(0);
      out.writeInt(Integer.MAX_VALUE);
      byte[] child = {0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 'a', 0, 0, 0, 5};
      for (int i = 0; i < 12_000_000; i++) {
        out.write(child);
      }
    }
    int unsigned = 3;
    ByteBuffer bytes = ByteBuffer.allocate(80 + 24 + body.size());
    bytes.put(genuine, 0, 8).putInt(unsigned).put(genuine, 12, 68 + 16).putLong(body.size());
    bytes.put(body.toByteArray());
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(bytes.array());
    whole.write(sha256(bytes.array()));
    return whole.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void manySnapshots() throws IOException, InterruptedException {
    String session = session("{\"limits\": {\"memory_bytes\": 134217728}}");
    execute(session, "import random; x = random.randbytes(95 << 20)");
    for (int i = 0; i < 6; i++) {
      String id = post("/v1/sessions/%s/snapshots".formatted(session), "").path("id").asString("");
      if (!id.isEmpty()) {
        snapshots.add(id);
        post(
            "/v1/sessions/%s/restore".formatted(session),
            "{\"snapshot_id\": \"%s\"}".formatted(id));
      }
    }
  }

  private void idle() throws IOException, InterruptedException {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String session = session("{\"limits\": {\"memory_bytes\": 134217728}}");
      execute(session, "import random; x = random.randbytes(100 << 20)");
      made.add(session);
    }
    Thread.sleep(3_000);
    for (String session : made) {
      execute(session, "len(x)");
    }
  }

  private void history() throws IOException, InterruptedException {
    String session = session("{\"history\": 20, \"limits\": {\"memory_bytes\": 134217728}}");
    for (int i = 0; i < 8; i++) {
      execute(session, "import random; x = random.randbytes(40 << 20)");
    }
    post("/v1/sessions/%s/undo".formatted(session), "{\"executions\": 4}");
  }

  private void files() throws IOException, InterruptedException {
    for (int i = 0; i < 9; i++) {
      String session = session("{}");
      execute(
          session,
          """
          import random
          with open('big', 'wb') as f:
              for i in range(63): f.write(random.randbytes(1 << 20))
          """);
    }
  }

  private void names() throws IOException, InterruptedException {
    String session = session("{}");
    execute(
        session,
        """
        import os
        deep = '/'.join(['d' * 250] * 15)
        os.makedirs(deep)
        os.chdir(deep)
        for i in range(9900): open(f'{i:05}' + 'n' * 200, 'w').close()
        """);
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        readers.add(ask("GET /v1/sessions/%s/files".formatted(session), ""));
      }
      Thread.sleep(3_000);
    } finally {
      close(readers);
    }
  }

  private void output() throws IOException, InterruptedException {
    String code =
        "{\"code\": \"import sys\\nfor i in range(15): sys.stdout.write(chr(0) * (1 << 20))\","
            + " \"limits\": {\"output_bytes\": 16777216}}";
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        readers.add(ask("POST /v1/executions", code));
      }
      Thread.sleep(3_000);
    } finally {
      close(readers);
    }
  }

  private void frames() throws IOException, InterruptedException {
    String frame = "{\"type\": \"execute\", \"x\": [" + "{},".repeat(600_000) + "{}]}";
    List<WebSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        sockets.add(socket(session("{}"), "channel"));
      }
      for (int i = 0; i < 10; i++) {
        for (WebSocket socket : sockets) {
          sent(socket, frame);
        }
      }
    } finally {
      sockets.forEach(WebSocket::abort);
    }
  }

  private void forks() throws IOException, InterruptedException {
    String session = session("{\"limits\": {\"memory_bytes\": 134217728}}");
    execute(session, "x = bytearray(100 << 20)\nx[::4096] = bytes([1]) * (len(x) // 4096)");
    for (int count : List.of(40, 3, 2)) {
      var _ = post("/v1/sessions/%s/fork".formatted(session), "{\"count\": %d}".formatted(count));
    }
  }

  private void lowLimits() throws IOException, InterruptedException {
    for (int i = 0; i < 6; i++) {
      String session = session("{\"limits\": {\"memory_bytes\": 134217728}}");
      execute(session, "x = bytearray(90 << 20)\nx[::4096] = bytes([1]) * (len(x) // 4096)");
      post(
          "/v1/sessions/%s/executions".formatted(session),
          "{\"code\": \"x[::4096] = bytes([2]) * (len(x) // 4096)\","
              + " \"limits\": {\"memory_bytes\": 1}}");
    }
  }

  private void rewriting() throws IOException, InterruptedException {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      made.add(session("{\"limits\": {\"memory_bytes\": 134217728}}"));
    }
    for (int i = 1; i < 4; i++) {
      for (String session : made) {
        execute(
            session,
            """
            x = globals().get('x') or bytearray(100 << 20)
            x[::4096] = bytes([%d]) * (len(x) // 4096)
            """
                .formatted(i));
      }
    }
  }

  private void prompts() throws IOException, InterruptedException {
    List<WebSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        String session = session("{}");
        execute(
            session,
            """
            import sys
            class P:
                def __str__(self):
                    global hold
                    hold = bytearray(40 << 20); hold[::4096] = bytes([1]) * (len(hold) // 4096)
                    while True: pass
            sys.ps1 = P()
            """);
        WebSocket socket = socket(session, "terminal");
        sockets.add(socket);
        sent(socket, "[\"set_size\", 24, 80]");
        sent(socket, "[\"stdin\", \"1\\r\"]");
      }
      Thread.sleep(2_000);
    } finally {
      sockets.forEach(WebSocket::abort);
    }
  }

  private void displaysOfValues() throws IOException, InterruptedException {
    String code =
        """
        display = open('/dev/display', 'w')
        line = '{"is":"display","data":{"a/b":[' + ','.join(['{}'] * 95000) + ']}}\\n'
        for i in range((8 << 20) // len(line) - 1): display.write(line)
        display.close()
        """;
    String body =
        json.writeValueAsString(
            json.createObjectNode()
                .put("code", code)
                .set("limits", json.createObjectNode().put("output_bytes", 16 << 20)));
    together(3, () -> post("/v1/executions", body));
  }

  private void displaysOfLines() throws IOException, InterruptedException {
    for (String line : List.of("\\n", "a\\n", "{\"is\":\"clear\"}\\n")) {
      String code =
          "display = open('/dev/display', 'w')\n"
              + "try:\n  for i in range(64): display.write('%s' * (1 << 17))\n".formatted(line)
              + "except OSError: pass\n";
      String body =
          json.writeValueAsString(
              json.createObjectNode()
                  .put("code", code)
                  .set("limits", json.createObjectNode().put("output_bytes", 16 << 20)));
      together(3, () -> post("/v1/executions", body));
    }
  }

  /** The last event holds all output once more, in which each character takes six. */
  private void streams() throws IOException, InterruptedException {
    String code =
        "{\"code\": \"import sys\\nfor i in range(15): sys.stdout.write(chr(0) * (1 << 20))\","
            + " \"limits\": {\"output_bytes\": 16777216}}";
    together(4, () -> stream(session("{}"), code));
  }

  private void stream(String session, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pod().uri("/v1/sessions/%s/executions".formatted(session)))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + Keys.text(ATTACKER))
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream events = answer.body()) {
      events.skipNBytes(90 << 20);
      Thread.sleep(1_000);
    }
  }

  private void kernels() throws IOException, InterruptedException {
    String history =
        message("history_request", json.createObjectNode().put("pattern", "x".repeat(1 << 20)));
    String page =
        "with open('/dev/display', 'w') as f: f.write('{\"is\":\"page\",\"data\":{\"a/b\":\"'"
            + " + 'x' * (7 << 20) + '\"}}\\n')";
    String cell = message("execute_request", json.createObjectNode().put("code", page));
    List<WebSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        String session = session("{}");
        sockets.add(open("/api/kernels/%s/channels".formatted(kernel(session))));
      }
      for (int i = 0; i < 20; i++) {
        for (WebSocket socket : sockets) {
          sent(socket, history);
          sent(socket, cell);
        }
      }
      Thread.sleep(3_000);
    } finally {
      sockets.forEach(WebSocket::abort);
    }
  }

  /** The door's id for the kernel of a session. */
  private static String kernel(String session) {
    return session.replaceFirst("ses_(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  private String message(String type, ObjectNode content) {
    ObjectNode message = json.createObjectNode().put("channel", "shell");
    message.putObject("header").put("msg_id", "1").put("msg_type", type).put("session", "s");
    return json.writeValueAsString(message.set("content", content));
  }

  private static void sent(WebSocket socket, String frame) {
    try {
      socket.sendText(frame, true).join();
    } catch (CompletionException e) {
      log.debug("a socket is closed already", e);
    }
  }

  private WebSocket socket(String session, String end) throws IOException {
    return open("/v1/sessions/%s/%s".formatted(session, end));
  }

  private WebSocket open(String path) throws IOException {
    try {
      return http.newWebSocketBuilder()
          .header("Authorization", "Bearer " + Keys.text(ATTACKER))
          .buildAsync(
              URI.create(pod().uri(path).toString().replace("http:", "ws:")),
              new WebSocket.Listener() {})
          .join();
    } catch (CompletionException e) {
      throw new IOException(e);
    }
  }

  /** Asks, and reads nothing. */
  private Socket ask(String line, String body) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), pod().uri("/").getPort()));
    List<String> request =
        List.of(
            line + " HTTP/1.1",
            "Host: x",
            "Authorization: Bearer " + Keys.text(ATTACKER),
            "Content-Type: application/json",
            "Content-Length: " + body.length(),
            "",
            body);
    byte[] bytes = String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(bytes);
    return socket;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void together(int count, Attack attack) {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        threads.execute(
            () -> {
              try {
                attack.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    }
  }

  private String session(String body) throws IOException, InterruptedException {
    String id = post("/v1/sessions", body).path("id").asString("");
    if (id.isEmpty()) {
      throw new IOException("no session");
    }
    return id;
  }

  private void execute(String session, String code) throws IOException, InterruptedException {
    post(
        "/v1/sessions/%s/executions".formatted(session),
        json.writeValueAsString(json.createObjectNode().put("code", code)));
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(ATTACKER, "POST", path, BodyPublishers.ofString(body));
    return json.readTree(answer.body());
  }

  private byte[] bytes(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(ATTACKER, "GET", path, BodyPublishers.noBody());
    return answer.statusCode() == 200 ? answer.body() : new byte[0];
  }

  /** Sends a request, and notes a refusal by its name. */
  private HttpResponse<byte[]> send(
      String key, String method, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pod().uri(path))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + Keys.text(key))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 400) {
      note(answer);
    }
    return answer;
  }

  private void note(HttpResponse<byte[]> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    boolean typed = type.equals("application/problem+json");
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    if (typed && REFUSALS.contains(answer.statusCode())) {
      String code = json.readTree(text).path("code").asString("");
      refusals.merge(answer.statusCode() + " " + code, 1, Integer::sum);
    } else {
      untyped.add(answer.statusCode() + " " + text);
    }
  }

  /** Deletes all that the attacks have made. */
  private void clean() {
    try {
      for (JsonNode session : json.readTree(bytes("/v1/sessions")).path("items")) {
        String path = "/v1/sessions/" + session.path("id").asString("");
        var _ = send(ATTACKER, "DELETE", path, BodyPublishers.noBody());
      }
      for (String id = snapshots.poll(); id != null; id = snapshots.poll()) {
        var _ = send(ATTACKER, "DELETE", "/v1/snapshots/" + id, BodyPublishers.noBody());
      }
    } catch (IOException e) {
      throw new AssertionError(pod().output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answer times, in milliseconds. */
  private record Latencies(List<Long> sorted, List<String> failures) {

    long p99() {
      return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    @Override
    public String toString() {
      return "p50 %d ms, p99 %d ms, slowest %d ms of %d"
          .formatted(sorted.get(sorted.size() / 2), p99(), sorted.getLast(), sorted.size());
    }
  }

  /** One who uses a small session every now and then. */
  private final class Neighbour {

    private static final String CODE = "{\"code\": \"x = 1 + 1\\nx\"}";

    private final String session;

    Neighbour() throws IOException, InterruptedException {
      session =
          json.readTree(
                  send(NEIGHBOUR, "POST", "/v1/sessions", BodyPublishers.ofString("{}")).body())
              .required("id")
              .stringValue();
    }

    /** Measures while something is done. */
    Latencies during(ThrowingRunnable task) throws Exception {
      List<Long> times = Collections.synchronizedList(new ArrayList<>());
      List<String> failures = new CopyOnWriteArrayList<>();
      AtomicBoolean over = new AtomicBoolean();
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        thread.execute(
            () -> {
              while (!over.get() && pod().isAlive()) {
                measure(times, failures);
              }
            });
        try {
          task.run();
        } finally {
          over.set(true);
        }
      }
      return new Latencies(times.stream().sorted().toList(), List.copyOf(failures));
    }

    private void measure(List<Long> times, List<String> failures) {
      long began = System.nanoTime();
      try {
        HttpResponse<byte[]> answer =
            send(
                NEIGHBOUR,
                "POST",
                "/v1/sessions/%s/executions".formatted(session),
                BodyPublishers.ofString(CODE));
        times.add((System.nanoTime() - began) / 1_000_000);
        if (answer.statusCode() != 200) {
          failures.add(new String(answer.body(), StandardCharsets.UTF_8));
        }
        Thread.sleep(50);
      } catch (IOException e) {
        failures.add(e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void leave() throws IOException, InterruptedException {
      var _ = send(NEIGHBOUR, "DELETE", "/v1/sessions/" + session, BodyPublishers.noBody());
    }
  }

  /** Something to do that may fail. */
  private interface ThrowingRunnable {

    void run() throws Exception;
  }
}
