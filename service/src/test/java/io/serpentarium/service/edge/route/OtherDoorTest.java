package io.serpentarium.service.edge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A door of another protocol gets tenant, session and audit by what its routes say. */
@Import(OtherDoorTest.Kernels.class)
@ExtendWith(OutputCaptureExtension.class)
class OtherDoorTest extends TenantsTest {

  private static final String DIGITS = "0123456789abcdef0123456789abcdef";
  private static final String KERNEL = "/kernels/01234567-89ab-cdef-0123-456789abcdef";

  @RestController
  static final class Kernels {

    private final Routes routes;

    Kernels(Routes routes) {
      this.routes = routes;
    }

    @PostMapping("/kernels/{kernel}/restart")
    @KernelRoute(audit = AuditedAction.SESSION_RESTORE)
    Mono<String> restart(ServerWebExchange exchange) {
      String session = routes.of(exchange).sessionId().orElse("none");
      return CurrentTenant.with(tenant -> Mono.just(tenant.id() + " " + session));
    }

    @GetMapping("/kernels/specs")
    @KernelRoute(credentials = {})
    Mono<String> specs() {
      return CurrentTenant.isSet().map(known -> known ? "known" : "anybody");
    }
  }

  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @Route(session = KernelId.class)
  @interface KernelRoute {

    @AliasFor(annotation = Route.class)
    Class<? extends Credentials>[] credentials() default {TokenScheme.class, TokenQuery.class};

    @AliasFor(annotation = Route.class)
    AuditedAction audit() default AuditedAction.NONE;
  }

  static final class KernelId implements SessionReference {

    @Override
    public Optional<String> sessionId(ServerHttpRequest request, Map<String, String> variables) {
      return Optional.ofNullable(variables.get("kernel")).map(id -> "ses_" + id.replace("-", ""));
    }
  }

  static final class TokenScheme implements Credentials {

    private final Authenticator authenticator;

    TokenScheme(Authenticator authenticator) {
      this.authenticator = authenticator;
    }

    @Override
    public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
      return Mono.justOrEmpty(request.getHeaders().getFirst("Authorization"))
          .flatMap(line -> authenticator.grantOf(line.substring("token ".length())));
    }
  }

  static final class TokenQuery implements Credentials {

    private final Authenticator authenticator;

    TokenQuery(Authenticator authenticator) {
      this.authenticator = authenticator;
    }

    @Override
    public Mono<Grant> grant(ServerHttpRequest request, Optional<String> sessionId) {
      return Mono.justOrEmpty(request.getQueryParams().getFirst("token"))
          .flatMap(authenticator::grantOf);
    }
  }

  @Test
  void takesKeysFromWhereItsProtocolHasThem() {
    String expected = "alice ses_" + DIGITS;
    assertThat(restart(withAuthorization("token " + Keys.text(ALICE)), "")).isEqualTo(expected);
    assertThat(restart(anonymous, "?token=" + Keys.text(ALICE))).isEqualTo(expected);
  }

  @Test
  void needsAKeyUnlessItSaysOtherwise() {
    anonymous.expectProblem(anonymous.post(KERNEL + "/restart", "{}"), 401, "unauthenticated");
    anonymous.expectProblem(
        anonymous.post(KERNEL + "/restart?token=srp_x", "{}"), 401, "unauthenticated");
    assertThat(text(anonymous, anonymous.get("/kernels/specs").expectStatus().isOk()))
        .isEqualTo("anybody");
  }

  @Test
  void guardsPathsAndMethodsThatItDoesNotKnow() {
    anonymous.expectProblem(anonymous.get("/kernels/x/y/z"), 401, "unauthenticated");
    anonymous.expectProblem(anonymous.delete(KERNEL + "/restart"), 401, "unauthenticated");
    anonymous.expectProblem(anonymous.get("/elsewhere"), 404, "not_found");
  }

  @Test
  void isAudited(CapturedOutput output) {
    restart(anonymous, "?token=" + Keys.text(ALICE));
    await()
        .untilAsserted(
            () ->
                assertThat(output.getOut())
                    .contains("session.restore by alice on ses_" + DIGITS + ": 200"));
  }

  private static String restart(Api api, String query) {
    return text(api, api.post(KERNEL + "/restart" + query, "{}").expectStatus().isOk());
  }

  private static String text(Api api, WebTestClient.ResponseSpec response) {
    return new String(api.bytes(response), StandardCharsets.UTF_8);
  }
}
