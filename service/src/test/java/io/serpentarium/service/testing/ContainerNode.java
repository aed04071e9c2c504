package io.serpentarium.service.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.WaitStrategy;

/**
 * A container with two sides: the network that its clients are on, and one that is the nodes' own,
 * where its address stays the same and which can be cut.
 */
public final class ContainerNode implements AutoCloseable {

  private static final int STOP_SECONDS = 60;
  private static final Duration START = Duration.ofMinutes(2);

  private final Inside container;
  private final DockerClient docker;

  ContainerNode(String image, String name, Network clients, Network inside, String address) {
    container = new Inside(image, inside, address);
    container.withNetwork(clients).withNetworkAliases(name);
    docker = container.getDockerClient();
  }

  /** Starts it, and gives it when it is ready. */
  ContainerNode start(WaitStrategy ready) {
    container.waitingFor(ready.withStartupTimeout(START)).start();
    return this;
  }

  /** The container of the node, for all other operations. */
  GenericContainer<?> container() {
    return container;
  }

  /** Calls it past the balancer, with a key. */
  public Api as(String keyId) {
    return Tenants.api(port(8080), keyId);
  }

  /** Where one of its ports is on this machine. */
  public int port(int inner) {
    return container.getMappedPort(inner);
  }

  /** Kills the process immediately, by SIGKILL. */
  public void kill() {
    docker.killContainerCmd(container.getContainerId()).exec();
  }

  /** Asks it to end, as an orchestrator does, and waits for that. */
  public void stop() {
    docker.stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
  }

  /** Has it stand still. */
  public void pause() {
    docker.pauseContainerCmd(container.getContainerId()).exec();
  }

  /** Has it go on. */
  public void resume() {
    docker.unpauseContainerCmd(container.getContainerId()).exec();
  }

  /** Cuts it off from all other nodes and from Redis, but not from its clients. */
  public void cut() {
    docker
        .disconnectFromNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(container.inside.getId())
        .withForce(true)
        .exec();
  }

  /** Takes that back. */
  public void join() {
    container.join();
  }

  /** What it has written. */
  public String output() {
    return container.getLogs();
  }

  @Override
  public void close() {
    container.close();
  }

  /** Joins the nodes' network before it starts. */
  private static final class Inside extends GenericContainer<Inside> {

    private final Network inside;
    private final String address;

    Inside(String image, Network inside, String address) {
      super(image);
      this.inside = inside;
      this.address = address;
    }

    @Override
    protected void containerIsCreated(String containerId) {
      join(containerId);
    }

    void join() {
      join(getContainerId());
    }

    private void join(String containerId) {
      getDockerClient()
          .connectToNetworkCmd()
          .withContainerId(containerId)
          .withNetworkId(inside.getId())
          .withContainerNetwork(
              new ContainerNetwork()
                  .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
          .exec();
    }
  }
}
