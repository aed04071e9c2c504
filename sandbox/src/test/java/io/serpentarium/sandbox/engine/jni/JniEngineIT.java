package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineContract;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class JniEngineIT extends EngineContract {

  @Override
  public Engine newEngine(Duration tick) {
    return JniEngine.withoutCache(InterruptionMode.EPOCH, tick);
  }

  @Override
  public byte[] wasm(byte[] text) {
    return text;
  }

  @Test
  void tellsWhatItIs() {
    assertThat(engine().name()).isEqualTo("jni");
    assertThat(engine().version()).isEqualTo("7.0.1");
  }

  @Test
  void refusesATickOfNoLength() {
    assertThatThrownBy(() -> JniEngine.withoutCache(InterruptionMode.EPOCH, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesThreadsThatAGuestCouldOverrun() throws Exception {
    Instance instance = opened(compile("traps").instantiate(List.of()));
    FutureTask<Integer> call = new FutureTask<>(() -> instance.call("fine"));
    new Thread(null, call, "small", 1L << 20).start();
    assertThatThrownBy(call::get).hasCauseInstanceOf(IllegalStateException.class);
    FutureTask<Integer> virtual = new FutureTask<>(() -> instance.call("fine"));
    Thread.ofVirtual().start(virtual);
    assertThatThrownBy(virtual::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(instance.call("fine")).isEqualTo(1);
  }
}
