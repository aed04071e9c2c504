package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FfmEngineIT extends EngineContract {

  @Override
  public Engine newEngine(Duration tick) {
    return FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS.withTick(tick));
  }

  @Override
  public byte[] wasm(byte[] text) {
    return FfmLibrary.assemble(text);
  }

  @Test
  void tellsWhatItIs() {
    assertThat(engine().name()).isEqualTo("ffm");
    assertThat(engine().version()).isEqualTo(FfmLibrary.get().version());
  }
}
