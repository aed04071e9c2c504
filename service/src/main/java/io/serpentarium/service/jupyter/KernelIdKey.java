package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.kernel.Kernels;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.edge.route.Credentials;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * The id of a kernel as its key, if the property {@code serpentarium.kernel-id-opens-channel} is
 * set: nbclient, papermill and nbconvert send no key when they open a kernel's channel. The id is
 * 128 random bits that only its tenant knows; it is valid for as long as the key by which the
 * kernel was started, and opens nothing else.
 */
final class KernelIdKey implements Credentials {

  private static final String PROPERTY = "serpentarium.kernel-id-opens-channel";

  private final Kernels kernels;
  private final boolean isGood;

  KernelIdKey(Kernels kernels, Environment environment) {
    this.kernels = kernels;
    this.isGood = environment.getProperty(PROPERTY, Boolean.class, false);
  }

  @Override
  public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
    return isGood ? Mono.justOrEmpty(sessionId.flatMap(kernels::grant)) : Mono.empty();
  }

  @Override
  public boolean areOfOneNode() {
    return true;
  }
}
