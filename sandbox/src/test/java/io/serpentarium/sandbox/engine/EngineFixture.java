package io.serpentarium.sandbox.engine;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opens an engine before each test, and closes all that the test has opened. */
@ExtendWith(GuestThreads.class)
abstract class EngineFixture implements EngineUnderTest {

  private final List<AutoCloseable> opened = new ArrayList<>();
  private Engine engine;

  @BeforeEach
  void openEngine() {
    engine = opened(newEngine(TICK));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Override
  public final <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  @Override
  public final Engine engine() {
    return engine;
  }
}
