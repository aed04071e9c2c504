package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/**
 * Clients that do not read, and clients that stop in the middle: they cost next to no heap, and
 * others are served. {@code -Dserpentarium.connections=200} is how many of each there are.
 */
@TestPropertySource(
    properties = {
      "serpentarium.executions.maximum=1024",
      "serpentarium.memory.budget=64GB",
      "serpentarium.silence=1h"
    })
class SlowReadersIT extends PythonTest {

  private static final int CONNECTIONS = Integer.getInteger("serpentarium.connections", 10);

  /** Heap that a connection may cost, its buffers and its session's objects, in bytes. */
  private static final long IDLE = 200_000;

  /** With the output that the kernel took for the client, which is kept for the result too. */
  private static final long HELD_BACK = 2 << 20;

  /** With the events that are kept for a client who comes back. */
  private static final long FOLLOWED = 3 << 20;

  /** What else changes in a JVM meanwhile. */
  private static final long SLACK = 16 << 20;

  private static final String LIMITS =
      """
      {"limits": {"memory_bytes": 33554432, "output_bytes": 4194304, "wall_time_ms": 300000}}""";

  private static final String FLOOD = "for i in range(3500): print('x' * 1023)";
  private static final long FLOOD_BYTES = 3_500 * 1024;

  private final List<SlowReader> clients = new ArrayList<>();

  private interface Arrival {
    void come() throws IOException;
  }

  @AfterEach
  void leave() throws IOException {
    for (SlowReader client : clients) {
      client.close();
    }
    clients.clear();
  }

  @Test
  void readersOfEventsWhoDoNotReadCostNoHeap() throws IOException {
    requireFlat(
        FOLLOWED,
        () ->
            connect()
                .post(api.session(LIMITS) + "/executions", api.code(FLOOD), "text/event-stream"));
    assertThat(clients.getFirst().readUntil("event:result")).isGreaterThan(FLOOD_BYTES);
  }

  @Test
  void readersOfChannelsWhoDoNotReadCostNoHeap() throws IOException {
    requireFlat(
        HELD_BACK,
        () ->
            channel(api.session(LIMITS))
                .sendMaskedText("{\"type\":\"execute\",\"id\":\"1\",\"code\":\"" + FLOOD + "\"}"));
    assertThat(clients.getFirst().readUntil("\"status\":\"completed\"")).isGreaterThan(FLOOD_BYTES);
  }

  @Test
  void readersOfTerminalsWhoDoNotReadCostNoHeap() throws IOException {
    requireFlat(
        HELD_BACK,
        () -> {
          SlowReader client = upgraded(api.session(LIMITS) + "/terminal", "\"setup\"");
          client.sendMaskedText("[\"stdin\",\"" + FLOOD + "\\r\\r\"]");
        });
    assertThat(clients.getFirst().readUntil("x".repeat(1023))).isPositive();
  }

  @Test
  void readersOfFilesWhoDoNotReadCostNoHeap() throws IOException {
    String file = api.session() + "/files/large";
    api.put(file, new byte[8 << 20]).expectStatus().isCreated();
    requireFlat(
        IDLE, () -> connect().send("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(file)));
    assertThat(clients.getFirst().readUntil("\0".repeat(1024))).isPositive();
  }

  @Test
  void clientsWhoStopInTheMiddleCostNoHeap() throws IOException {
    String session = api.session();
    requireFlat(
        IDLE,
        () -> {
          connect();
          connect().send("GET /v1/info HTTP/1.1\r\nHost: local");
          connect()
              .send(
                  "POST /v1/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n"
                      + "Content-Type: application/json\r\n\r\n{\"code\"");
          channel(session).send("\1");
        });
  }

  private SlowReader connect() throws IOException {
    SlowReader client = new SlowReader(port);
    clients.add(client);
    return client;
  }

  private SlowReader channel(String session) throws IOException {
    return upgraded(session + "/channel", "\"idle\"}");
  }

  private SlowReader upgraded(String path, String greeting) throws IOException {
    SlowReader client = connect();
    client.upgrade(path);
    client.readUntil(greeting);
    return client;
  }

  /** Has one client come for a start, and the rest then: they may cost so many bytes each. */
  private void requireFlat(long each, Arrival arrival) throws IOException {
    arrival.come();
    long before = settledHeap();
    int first = clients.size();
    for (int i = 0; i < CONNECTIONS; i++) {
      arrival.come();
    }
    long cost = settledHeap() - before;
    int connections = clients.size() - first;
    assertThat(cost).isLessThan(connections * each + SLACK);
    System.out.printf(
        "%s: %d connections, %d KiB of heap each%n",
        getClass().getSimpleName(), connections, cost / 1024 / connections);
  }

  /** The heap in use once no more of it is taken, while others are served. */
  private long settledHeap() {
    AtomicLong last = new AtomicLong();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              assertThat(api.run("1 + 1").get("result").stringValue()).isEqualTo("2");
              long now = usedHeap();
              return Math.abs(now - last.getAndSet(now)) < 1 << 20;
            });
    return last.get();
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
