package io.serpentarium.service.edge.filter;

import io.serpentarium.service.core.session.TicketService;
import io.serpentarium.service.core.tenancy.Authenticator;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.UnauthenticatedException;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Lets requests below {@code /v1} pass that show for whom they are made, with that tenant in their
 * context. In local mode all pass.
 *
 * <p>What escapes its pattern has no tenant, and every service refuses that.
 */
@Component
@Order(FilterOrder.TENANT)
final class TenantFilter implements WebFilter {

  private static final String SCHEME = "bearer ";
  private static final PathPattern PROTECTED = PathPatternParser.defaultInstance.parse("/v1/**");
  private static final PathPattern SOCKET =
      PathPatternParser.defaultInstance.parse("/v1/sessions/{id}/{socket:channel|terminal}");

  private final Authenticator authenticator;
  private final TicketService tickets;

  TenantFilter(Authenticator authenticator, TicketService tickets) {
    this.authenticator = authenticator;
    this.tickets = tickets;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!authenticator.isNeeded()) {
      return filterFor(Grant.LOCAL, exchange, chain);
    }
    return PROTECTED.matches(exchange.getRequest().getPath().pathWithinApplication())
        ? grantOf(exchange.getRequest()).flatMap(grant -> filterFor(grant, exchange, chain))
        : chain.filter(exchange);
  }

  /** Also leaves the tenant where the logs find it. */
  private static Mono<Void> filterFor(
      Grant grant, ServerWebExchange exchange, WebFilterChain chain) {
    exchange.getAttributes().put(Tenant.class.getName(), grant.tenant());
    return CurrentTenant.in(grant, chain.filter(exchange));
  }

  private Mono<Grant> grantOf(ServerHttpRequest request) {
    String ticket = request.getQueryParams().getFirst("ticket");
    String sessionId = sessionOfSocket(request);
    return ticket != null && sessionId != null && !isAuthorized(request)
        ? ofTicket(ticket, sessionId)
        : ofHeader(request);
  }

  private Mono<Grant> ofTicket(String ticket, String sessionId) {
    return tickets
        .grant(ticket, sessionId)
        .switchIfEmpty(Mono.error(ProblemException::invalidTicket));
  }

  private Mono<Grant> ofHeader(ServerHttpRequest request) {
    List<String> lines = request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
    return lines.size() == 1 && isBearer(lines.getFirst())
        ? authenticator.grantOf(lines.getFirst().substring(SCHEME.length()).strip())
        : Mono.error(new UnauthenticatedException());
  }

  private static boolean isAuthorized(ServerHttpRequest request) {
    return request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
  }

  private static boolean isBearer(String line) {
    return line.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private static @Nullable String sessionOfSocket(ServerHttpRequest request) {
    PathPattern.PathMatchInfo match =
        SOCKET.matchAndExtract(request.getPath().pathWithinApplication());
    return match == null ? null : match.getUriVariables().get("id");
  }
}
