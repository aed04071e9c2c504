package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.function;
import static io.serpentarium.sandbox.engine.Guests.throwing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where what the host throws inside a call goes, on every engine. */
interface HostFailureContract extends EngineUnderTest {

  @Test
  default void passesExceptionsOfTheHostThrough() {
    RuntimeException thrown = new RuntimeException((String) null);
    Instance instance = functions(throwing("run", thrown));
    assertThatThrownBy(() -> instance.call("run")).isSameAs(thrown);
  }

  @Test
  default void passesErrorsOfTheHostThrough() {
    StackOverflowError thrown = new StackOverflowError();
    Instance instance = functions(throwing("run", thrown));
    assertThatThrownBy(() -> instance.call("run")).isSameAs(thrown);
  }

  @Test
  default void passesExceptionsThroughNestedCalls() {
    IllegalArgumentException thrown = new IllegalArgumentException("from the depth");
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        functions(function("sum", 2, a -> instance.join().call("run")), throwing("run", thrown)));
    assertThatThrownBy(() -> instance.join().call("sum", 1, 2)).isSameAs(thrown);
  }

  @Test
  default void noGuestGoesOnAfterAFailureThatTheHostSwallowed() {
    IllegalArgumentException thrown = new IllegalArgumentException();
    CompletableFuture<Instance> instance = new CompletableFuture<>();
    instance.complete(
        functions(
            function("sum", 2, a -> swallowed(() -> instance.join().call("run"))),
            throwing("run", thrown)));
    assertThatThrownBy(() -> instance.join().call("sum", 1, 2)).isSameAs(thrown);
  }

  @Test
  default void isOfNoUseAfterTheHostThrew() {
    Instance instance = functions(throwing("run", new IllegalArgumentException()));
    assertThatThrownBy(() -> instance.call("run")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> instance.call("answer")).isInstanceOf(IllegalStateException.class);
  }

  private static long swallowed(Runnable action) {
    assertThat(catchThrowable(action::run)).isNotNull();
    return 0;
  }
}
