package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packages that come along with compiled code: whatever becomes of a session, they go on. */
final class ExtensionModulesIT {

  private static final SessionOptions OPTIONS = SessionOptions.withLimits(Limits.DEFAULT);
  private static final TestEngine ENGINE = TestEngines.named("ffm/poll");

  /** A pattern that keeps the state of compiled code in memory, and the function that made it. */
  private static final String PATTERN =
      """
      import regex, regex._regex as compiled
      pattern = regex.compile(r'(?<word>\\p{L}+)\\s+\\g<word>')
      found = pattern.search('pärä pärä')['word']
      """;

  private static final String CRASH = "import os\nos.abort()";

  private static Sandbox sandbox;

  private Session session;

  @BeforeAll
  static void start() {
    ENGINE.adapter().require();
    sandbox = SandboxExtension.start(ENGINE, 2);
  }

  @AfterAll
  static void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @BeforeEach
  void open() {
    require("regex");
    session = sandbox.open(OPTIONS);
  }

  private static void require(String name) {
    assumeTrue(
        sandbox.info().packages().stream().map(PackageInfo::name).anyMatch(name::equals),
        "the artifacts have no " + name);
  }

  @Test
  void aPackageIsImportedWithItsCompiledCode() {
    require("markupsafe");
    assertThat(value(run(session, "import markupsafe._speedups as s\ns.__name__")))
        .isEqualTo("'markupsafe._speedups'");
    assertThat(value(run(session, "from markupsafe import escape\nescape('<a>')")))
        .isEqualTo("Markup('&lt;a&gt;')");
    assertThat(value(run(session, PATTERN + "found"))).isEqualTo("'pärä'");
  }

  @Test
  void aFileThatNamesNothingKnownIsAnImportError() {
    String code =
        """
        open('forged.cpython-313-wasm32-wasi.so', 'w').write('serpentarium-side ' + 'ab' * 32 + '\\n')
        import forged
        """;
    ExecutionResult result = run(session, code);
    assertThat(raisedName(result)).isEqualTo("ImportError");
    assertThat(value(run(session, "6 * 7"))).isEqualTo("42");
  }

  @Test
  void aRollBackOverAnImportForgetsIt() {
    ExecutionResult crashed = run(session, PATTERN + CRASH);
    assertThat(crashed.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(value(run(session, "'pattern' in globals()"))).isEqualTo("False");
    assertThat(value(run(session, PATTERN + "found"))).isEqualTo("'pärä'");
  }

  @Test
  void aRollBackBehindAnImportKeepsIt() {
    run(session, PATTERN);
    ExecutionResult crashed = run(session, "import markupsafe\n" + CRASH);
    assertThat(crashed.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(value(run(session, "pattern.search('a a')['word']"))).isEqualTo("'a'");
    assertThat(value(run(session, "import markupsafe\nmarkupsafe.escape('&')")))
        .isEqualTo("Markup('&amp;')");
  }

  @Test
  void aForkGoesOnWithIt() {
    run(session, PATTERN);
    try (Session fork = session.fork(1).getFirst()) {
      assertThat(value(run(fork, "pattern.search('b b')['word'], regex.sub('b', 'c', 'abc')")))
          .isEqualTo("('b', 'acc')");
      assertThat(value(run(fork, "import markupsafe\nmarkupsafe.escape('<')")))
          .isEqualTo("Markup('&lt;')");
    }
    assertThat(value(run(session, "pattern.search('b b')['word']"))).isEqualTo("'b'");
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(session, PATTERN);
    ByteArrayOutputStream exported = new ByteArrayOutputStream();
    session.snapshot().export(exported);
    try (Sandbox other = SandboxExtension.start(ENGINE, 0);
        Session opened =
            other.open(
                OPTIONS, other.importSnapshot(new ByteArrayInputStream(exported.toByteArray())))) {
      assertThat(value(run(opened, "pattern.search('b b')['word']"))).isEqualTo("'b'");
    }
  }

  @Test
  void undoAndHibernationGoBehindAnImport() {
    try (Session remembering = sandbox.open(OPTIONS.withHistory(3))) {
      run(remembering, "before = 1");
      run(remembering, PATTERN);
      remembering.hibernate();
      assertThat(value(run(remembering, "pattern.search('c c')['word']"))).isEqualTo("'c'");
      remembering.undo(2);
      assertThat(value(run(remembering, "before, 'pattern' in globals()"))).isEqualTo("(1, False)");
      assertThat(value(run(remembering, PATTERN + "found"))).isEqualTo("'pärä'");
    }
  }

  @Test
  void aRestoreGoesBackAndForth() {
    Snapshot before = session.snapshot();
    run(session, PATTERN);
    Snapshot after = session.snapshot();
    session.restore(before);
    assertThat(value(run(session, "'pattern' in globals()"))).isEqualTo("False");
    session.restore(after);
    assertThat(value(run(session, "pattern.search('d d')['word']"))).isEqualTo("'d'");
    session.restore(after);
    assertThat(value(run(session, "pattern.search('e e')['word']"))).isEqualTo("'e'");
  }

  @Test
  void anInstanceThatLinkedSomethingServesNobodyElse() {
    SessionOptions once = OPTIONS.withoutRollBack();
    for (int i = 0; i < 8; i++) {
      try (Session first = sandbox.open(once)) {
        assertThat(value(run(first, PATTERN + "found"))).isEqualTo("'pärä'");
      }
      try (Session second = sandbox.open(once)) {
        assertThat(value(run(second, "import sys\n'regex' in sys.modules"))).isEqualTo("False");
      }
    }
  }

  @Test
  void aLimitEndsALoopOfCompiledCode() {
    String code =
        """
        import regex
        regex.search('(?b)(?:' + 'abcdefgh' * 8 + '){e<=40}', 'hgfedcba' * 2_000)
        """;
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.cell(code).withLimits(Limits.DEFAULT.with(Limit.WALL_TIME, 1_500)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(value(run(session, "6 * 7"))).isEqualTo("42");
  }
}
