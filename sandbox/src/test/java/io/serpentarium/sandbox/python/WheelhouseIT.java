package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.SnapshotException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real wheels in the operator's folder, and in sessions' own files. */
final class WheelhouseIT {

  private static final SessionOptions OPTIONS = SessionOptions.withLimits(Limits.DEFAULT);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    PythonSandboxOptions options = SandboxExtension.options().withPoolSize(1);
    sandbox = SandboxExtension.start(options.withWheelhouse(TestWheels.folder()));
  }

  @AfterAll
  static void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void everySessionImportsThem() {
    String code =
        """
        import attr, attrs, six, more_itertools, mpmath

        @attrs.define
        class Point:
            x: int
            y: int = 0

        mpmath.mp.dps = 30
        (Point(1), six.text_type, list(more_itertools.chunked(range(5), 2)), str(mpmath.pi))
        """;
    for (int i = 0; i < 2; i++) {
      try (Session session = sandbox.open(OPTIONS)) {
        assertThat(value(run(session, code)))
            .isEqualTo(
                "(Point(x=1, y=0), <class 'str'>, [[0, 1], [2, 3], [4]],"
                    + " '3.14159265358979323846264338328')");
      }
    }
  }

  @Test
  void noSessionCompilesThem() {
    try (Session session = sandbox.open(OPTIONS)) {
      String code = "import more_itertools.more as m\nm.__cached__, m.__file__";
      assertThat(value(run(session, code)))
          .contains("/lib/python3.13/site-packages/more_itertools/__pycache__/more.cpython-313.pyc")
          .contains("/lib/python3.13/site-packages/more_itertools/more.py");
      String cached =
          """
          import importlib.util
          data = open(m.__cached__, 'rb').read()
          data[:4] == importlib.util.MAGIC_NUMBER, data[4]
          """;
      assertThat(value(run(session, cached))).isEqualTo("(True, 1)");
    }
  }

  @Test
  void metadataAndResourcesAreFound() {
    try (Session session = sandbox.open(OPTIONS)) {
      String code =
          """
          import importlib.metadata as metadata, importlib.resources as resources
          (metadata.version('attrs'), metadata.metadata('six')['Name'],
           resources.files('attr').joinpath('py.typed').is_file(),
           len([d for d in metadata.distributions() if d.name == 'mpmath']))
          """;
      assertThat(value(run(session, code))).matches("\\('[0-9.]+', 'six', True, 1\\)");
    }
  }

  @Test
  void nobodyChangesThem() {
    try (Session session = sandbox.open(OPTIONS)) {
      String code = "open('/lib/python3.13/site-packages/six.py', 'w')";
      assertThat(raisedName(run(session, code))).isEqualTo("OSError");
    }
  }

  @Test
  void forksAndSnapshotsKeepThem() throws IOException {
    try (Session session = sandbox.open(OPTIONS)) {
      run(session, "import six, attr\nf = open(six.__file__)");
      ByteArrayOutputStream exported = new ByteArrayOutputStream();
      session.snapshot().export(exported);
      try (Session fork =
          sandbox.open(
              OPTIONS, sandbox.importSnapshot(new ByteArrayInputStream(exported.toByteArray())))) {
        assertThat(value(run(fork, "import more_itertools\nf.readline() != '', six.PY3")))
            .isEqualTo("(True, True)");
      }
      try (Sandbox other = SandboxExtension.start(0)) {
        assertThatExceptionOfType(SnapshotException.class)
            .isThrownBy(
                () -> other.importSnapshot(new ByteArrayInputStream(exported.toByteArray())));
      }
    }
  }

  @Test
  void sessionsFindWheelsAmongTheirFiles() throws IOException {
    try (Sandbox plain = SandboxExtension.start(0);
        Session session = plain.open(OPTIONS)) {
      assertThat(raisedName(run(session, "import more_itertools")))
          .isEqualTo("ModuleNotFoundError");
      for (Path wheel : TestWheels.list(TestWheels.folder())) {
        session.files().write(wheel.getFileName().toString(), Files.readAllBytes(wheel));
      }
      String code =
          """
          import importlib.metadata
          version = importlib.metadata.version('more-itertools')
          import more_itertools
          (version == more_itertools.__version__, more_itertools.__file__)
          """;
      assertThat(value(run(session, code)))
          .matches("\\(True, '/sandbox/more_itertools-[^/]*\\.whl/more_itertools/__init__.py'\\)");
    }
  }
}
