package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A session for each test. */
abstract class SessionFixture {

  final Sandbox sandbox;
  final Session session;

  SessionFixture(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.session = SandboxExtension.open(sandbox);
  }

  @BeforeEach
  void isIdle() {
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
  }

  @AfterEach
  void close() {
    session.close();
    assertThat(session.state()).isEqualTo(Session.State.CLOSED);
  }
}
