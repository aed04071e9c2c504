package io.serpentarium.service.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * The images that tests run in containers; {@code .ci/image} and {@code .ci/cluster-images} make
 * them.
 */
public final class Containers {

  /** The service. */
  public static final String SERVICE =
      System.getenv().getOrDefault("SERPENTARIUM_IMAGE", "serpentarium:latest");

  static final String REDIS = "serpentarium-local/redis:latest";
  static final String BALANCER = "serpentarium-local/haproxy:latest";

  private static final boolean REQUIRED =
      Boolean.parseBoolean(System.getenv("SERPENTARIUM_REQUIRE_CONTAINERS"));

  private Containers() {}

  /**
   * Skips the test where no Docker answers or an image is missing; fails it there with {@code
   * SERPENTARIUM_REQUIRE_CONTAINERS=true}.
   */
  public static void require() {
    boolean docker = DockerClientFactory.instance().isDockerAvailable();
    demand(docker, "no Docker answers: .ci/docker start");
    for (String image : List.of(SERVICE, REDIS, BALANCER)) {
      demand(
          isThere(image), "there is no image %s: .ci/image, .ci/cluster-images".formatted(image));
    }
  }

  private static void demand(boolean met, String complaint) {
    if (REQUIRED) {
      assertThat(met).as(complaint).isTrue();
    }
    Assumptions.assumeTrue(met, complaint);
  }

  private static boolean isThere(String image) {
    try {
      return DockerClientFactory.lazyClient().inspectImageCmd(image).exec() != null;
    } catch (NotFoundException e) {
      return false;
    }
  }
}
