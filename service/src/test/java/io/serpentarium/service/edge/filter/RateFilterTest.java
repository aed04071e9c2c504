package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.RequestRate;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RateFilterTest {

  private final AtomicInteger passed = new AtomicInteger();
  private final MockServerWebExchange exchange =
      MockServerWebExchange.from(MockServerHttpRequest.get("/"));
  private final WebFilterChain chain =
      each -> Mono.fromRunnable(passed::incrementAndGet).then(each.getResponse().setComplete());
  private final RateFilter filter =
      new RateFilter(new RequestRate(new LocalBuckets(TimeMeter.SYSTEM_NANOTIME)));

  private static Grant grant(long requestsPerSecond) {
    Tenant tenant =
        new Tenant(
            "alice",
            1,
            false,
            Optional.empty(),
            new TenantQuotas(9, 9, 9, requestsPerSecond, 9, 9));
    return new Grant(tenant, new Grant.Source.LocalMode(), () -> Optional.of(tenant));
  }

  @Test
  void passesWhatIsNobodysUncounted() {
    StepVerifier.create(filter.filter(exchange, chain)).verifyComplete();
    assertThat(passed).hasValue(1);
    assertThat(exchange.getResponse().getHeaders().headerNames()).doesNotContain("RateLimit");
  }

  @Test
  void passesATenantWithoutARateAndSaysNothing() {
    StepVerifier.create(
            CurrentTenant.in(grant(TenantQuotas.UNLIMITED), filter.filter(exchange, chain)))
        .verifyComplete();
    assertThat(passed).hasValue(1);
    assertThat(exchange.getResponse().getHeaders().headerNames()).doesNotContain("RateLimit");
  }

  @Test
  void tellsWhatIsLeftInTheAnswerAndPassesNothingBeyond() {
    Grant one = grant(1);
    StepVerifier.create(CurrentTenant.in(one, filter.filter(exchange, chain))).verifyComplete();
    assertThat(exchange.getResponse().getHeaders().getFirst("RateLimit"))
        .startsWith("\"requests\";r=0;t=");
    MockServerWebExchange next = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
    StepVerifier.create(CurrentTenant.in(one, filter.filter(next, chain)))
        .verifyError(QuotaExceededException.class);
    assertThat(passed).hasValue(1);
  }
}
