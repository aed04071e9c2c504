package io.serpentarium.service.edge.filter;

import io.netty.channel.ChannelException;
import io.serpentarium.service.core.failure.Failures;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.net.SocketException;
import java.util.Objects;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.Exceptions;
import reactor.netty.channel.AbortedException;

/** Says which problem an exception is. An exception that nobody foresaw is logged. */
public final class Problems {

  /** The message of the JDK's own sockets; Reactor Netty knows those of epoll. */
  private static final String RESET = "Connection reset";

  /** The type that Reactor Netty throws if a body does not arrive in time, which is not public. */
  private static final String SLOW_BODY = "reactor.netty.http.server.RequestTimeoutException";

  private Problems() {}

  /** The problem that an exception is. */
  public static Problem of(Throwable thrown) {
    Throwable failure = Exceptions.unwrap(thrown);
    return switch (failure) {
      case ProblemException e -> e.problem();
      case ChannelException e when isOfSlowBody(e) ->
          Problem.of(ProblemCode.REQUEST_TIMEOUT, "The body did not arrive completely in time.");
      case ResponseStatusException e -> of(e);
      default -> of(Failures.of(failure));
    };
  }

  private static boolean isOfSlowBody(ChannelException failure) {
    return failure.getClass().getName().equals(SLOW_BODY);
  }

  /** Returns whether an exception means that the client's body took too long to arrive. */
  static boolean isOfSlowClient(Throwable failure) {
    return failure instanceof ChannelException exception && isOfSlowBody(exception);
  }

  /** Returns whether an exception means that the client has gone, so that no answer reaches it. */
  static boolean isOfGoneClient(Throwable failure) {
    return failure instanceof AbortedException
        || AbortedException.isConnectionReset(failure)
        || (failure instanceof SocketException && RESET.equals(failure.getMessage()));
  }

  private static Problem of(ServiceFailure failure) {
    return Problem.of(
        ProblemCode.of(failure.code()),
        Objects.requireNonNull(failure.getMessage()),
        failure.fields().stream()
            .map(field -> new Problem.FieldError(field.pointer(), field.reason()))
            .toList());
  }

  private static Problem of(ResponseStatusException e) {
    ProblemCode code = ProblemCode.ofStatus(e.getStatusCode().value());
    return Problem.of(
        code,
        switch (e) {
          case MethodNotAllowedException method ->
              "%s is not possible here.".formatted(method.getHttpMethod());
          case NotAcceptableStatusException _ ->
              "The Accept header allows no representation that this resource has.";
          default -> code.title() + ".";
        });
  }
}
