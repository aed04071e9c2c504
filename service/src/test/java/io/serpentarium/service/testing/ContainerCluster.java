package io.serpentarium.service.testing;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** Nodes in containers of the image, a Redis between them, and one address before them. */
public final class ContainerCluster implements AutoCloseable {

  private static final long MEMORY_BYTES = 1L << 30;

  private static final int MOST_LINES = 200;

  /** As many nodes as the balancer knows names for. */
  private static final int NAMES = 40;

  private static final String BALANCER =
      """
      defaults
        mode http
        timeout connect 1s
        timeout client 90s
        timeout server 90s
        timeout tunnel 1h
        retries 3
        option redispatch 1
        retry-on conn-failure
      resolvers docker
        nameserver embedded 127.0.0.11:53
        timeout resolve 300ms
        hold valid 300ms
      frontend clients
        bind :8080
        default_backend nodes
      backend nodes
        option httpchk GET /readyz
        http-check expect status 200
        default-server check port 8081 inter 300ms fall 2 rise 1 resolvers docker init-addr none
      """;

  private final Network clients = Network.newNetwork();
  private final int subnet = ThreadLocalRandom.current().nextInt(256);
  private final Network inside;
  private final List<ContainerNode> nodes = new ArrayList<>();
  private final List<String> settings;
  private final ContainerNode redis;
  private final GenericContainer<?> balancer;

  private ContainerCluster(List<String> settings) {
    this.settings = settings;
    inside =
        Network.builder()
            .createNetworkCmdModifier(
                command ->
                    command
                        .withInternal(true)
                        .withIpam(
                            new Ipam()
                                .withConfig(new Ipam.Config().withSubnet(address(0) + "/24"))))
            .build();
    redis = new ContainerNode(Containers.REDIS, "redis", clients, inside, address(2));
    balancer = new GenericContainer<>(Containers.BALANCER);
  }

  /**
   * Starts as many nodes and gives them when all are ready.
   *
   * @param settings of all of them, such as {@code --serpentarium.cluster.lease=3s}
   */
  public static ContainerCluster start(int count, String... settings) {
    Containers.require();
    ContainerCluster cluster = new ContainerCluster(List.of(settings));
    try {
      cluster.startRedis();
      cluster.startBalancer();
      IntStream.range(0, count).forEach(i -> cluster.add());
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private String address(int host) {
    return "10.213.%d.%d".formatted(subnet, host);
  }

  private void startRedis() {
    redis.container().withCommand("--appendonly", "yes", "--save", "", "--protected-mode", "no");
    redis.start(Wait.forLogMessage(".*Ready to accept connections.*", 1));
  }

  private void startBalancer() {
    String servers =
        IntStream.range(0, NAMES)
            .mapToObj(i -> "  server %s %s:8080".formatted(name(i), name(i)))
            .collect(Collectors.joining("\n", "", "\n"));
    balancer
        .withNetwork(clients)
        .withCopyToContainer(Transferable.of(BALANCER + servers), "/haproxy.cfg")
        .withCommand("-W", "-db", "-f", "/haproxy.cfg")
        .withExposedPorts(8080)
        .waitingFor(Wait.forLogMessage(".*Loading success.*", 1))
        .start();
  }

  private static String name(int i) {
    return "node" + i;
  }

  /** Starts one more node, and gives it when it is ready. */
  public ContainerNode add() {
    int i = nodes.size();
    String address = address(10 + i);
    ContainerNode node = new ContainerNode(Containers.SERVICE, name(i), clients, inside, address);
    nodes.add(node);
    node.container()
        .withCommand(command(address))
        .withEnv(Tenants.environment())
        .withExposedPorts(8080, 8081)
        .withCreateContainerCmdModifier(ContainerCluster::harden);
    return node.start(Wait.forHttp("/readyz").forPort(8081));
  }

  /** As in production, but the readiness that tests look for themselves is not looked for twice. */
  private static void harden(CreateContainerCmd command) {
    command.withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
    Objects.requireNonNull(command.getHostConfig())
        .withMemory(MEMORY_BYTES)
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"));
  }

  private String[] command(String address) {
    return Stream.concat(
            Stream.of(
                "--server.address=0.0.0.0",
                "--management.server.address=0.0.0.0",
                "--serpentarium.cluster.redis-url=redis://" + address(2),
                "--serpentarium.cluster.address=http://%s:8082".formatted(address),
                "--serpentarium.cluster.secret=a secret of the tests"),
            settings.stream())
        .toArray(String[]::new);
  }

  /** The node that was started so early, from 0 on. */
  public ContainerNode node(int i) {
    return nodes.get(i);
  }

  /** What nodes have told of errors of their own, with the traces. */
  public String errors() {
    return nodes.stream()
        .flatMap(node -> node.output().lines().dropWhile(line -> !line.contains(" ERROR ")))
        .limit(MOST_LINES)
        .collect(Collectors.joining("\n"));
  }

  /** The Redis. */
  public ContainerNode redis() {
    return redis;
  }

  /** Where all nodes are reached as one, on this machine. */
  public int port() {
    return balancer.getMappedPort(8080);
  }

  /** Calls whichever node the balancer chooses, with a key. */
  public Api as(String keyId) {
    return Tenants.api(port(), keyId);
  }

  @Override
  public void close() {
    balancer.close();
    nodes.forEach(ContainerNode::close);
    redis.close();
    inside.close();
    clients.close();
  }
}
