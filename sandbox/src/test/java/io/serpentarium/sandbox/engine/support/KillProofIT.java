package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class KillProofIT {

  @Test
  @EnabledOnOs(OS.LINUX)
  void passesWhereTheLoopIsEnded() {
    try (Engine engine = JniEngine.withoutCache(InterruptionMode.POLL, JniEngine.DEFAULT_TICK)) {
      assertThatCode(() -> KillProof.run(engine::compile, engine.threadStackBytes()))
          .doesNotThrowAnyException();
    }
  }

  /** The epochs of wasmtime-java end a guest at its deadline only. */
  @Test
  void findsOutALoopThatGoesOn() {
    try (Engine engine = JniEngine.withoutCache(InterruptionMode.EPOCH, JniEngine.DEFAULT_TICK)) {
      assertThatThrownBy(() -> KillProof.run(engine::compile, engine.threadStackBytes()))
          .isInstanceOf(EngineException.class)
          .hasMessage("this engine does not end a loop that polls");
    }
  }
}
