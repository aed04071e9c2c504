package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matplotlib: pictures are right, what C++ throws becomes Python's exceptions, and limits hold. */
final class MatplotlibIT extends PackageFixture {

  /** Compiling it, numpy and the rest takes half a minute, minutes where many do so. */
  private static final Duration PATIENCE = Duration.ofMinutes(9);

  private static final String SETUP =
      """
      import io
      import numpy as np
      import matplotlib.pyplot as plt
      from matplotlib import font_manager, ft2font, mathtext, tri
      from PIL import Image

      def png(figure, **settings):
          file = io.BytesIO()
          figure.savefig(file, **settings)
          return np.asarray(Image.open(file).convert('RGB'))

      def count(pixels, colour):
          return int((pixels == colour).all(2).sum())

      figure, axes = plt.subplots(figsize=(4, 3), dpi=100)
      axes.plot([1, 2, 3], [1, 4, 2], color='#ff0000', linewidth=4, label='Größe')
      axes.legend()
      kept = png(figure)
      """;

  MatplotlibIT() {
    super("matplotlib", SETUP, PATIENCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kept.shape, 1_200 < count(kept, [255, 0, 0]) < 2_500, count(kept, [255, 255, 255]) > 100_000 | ((300, 400, 3), True, True)",
        "np.array_equal(png(figure), kept), plt.rcParams['backend'], plt.get_backend() | (True, 'Agg', 'Agg')",
        "c = plt.figure().subplots().imshow(np.eye(2), cmap='gray', vmin=0, vmax=1); p = png(c.figure); count(p, [0, 0, 0]) > 50_000 | True",
        "f, a = plt.subplots(); _ = a.contourf(np.add.outer(np.arange(9), np.arange(9))); len(np.unique(png(f).reshape(-1, 3), axis=0)) > 8 | True",
        "f, a = plt.subplots(); n, edges, _ = a.hist([1, 1, 2, 5], 4); n.tolist(), edges.tolist(), count(png(f), [31, 119, 180]) > 10_000 | ([2.0, 1.0, 0.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0], True)",
        "f, a = plt.subplots(); _ = a.tricontourf([0, 1, 0, 1, .5], [0, 0, 1, 1, .5], range(5)); png(f).shape | (480, 640, 3)",
        "a = plt.figure().add_subplot(projection='3d'); _ = a.plot_surface(*np.meshgrid([0, 1, 2], [0, 1, 2]), np.eye(3)); len(np.unique(png(a.figure).reshape(-1, 3), axis=0)) > 20 | True",
        "f = io.StringIO(); figure.savefig(f, format='svg'); s = f.getvalue(); import xml.etree.ElementTree as e; e.fromstring(s).tag[-3:], '#ff0000' in s | ('svg', True)",
        "f = io.BytesIO(); figure.savefig(f, format='pdf'); f.getvalue()[:5], b'DejaVuSans' in f.getvalue() | (b'%PDF-', True)",
        "{f.name for f in font_manager.fontManager.ttflist} >= {'DejaVu Sans', 'DejaVu Serif', 'STIXGeneral', 'cmr10'} | True",
        "font_manager.findfont('sans').rpartition('/')[2], len(__import__('os').listdir('/sandbox')) | ('DejaVuSans.ttf', 0)",
      })
  void draws(String code, String expected) {
    assertValue(code.replace("; ", "\n"), expected);
  }

  @ParameterizedTest
  @CsvSource({"dejavusans", "dejavuserif", "cm", "stix", "stixsans"})
  void setsFormulas(String fonts) {
    String code =
        """
        import warnings
        warnings.simplefilter('error')
        plt.rcParams['mathtext.fontset'] = '%s'
        f = plt.figure(figsize=(3, 1))
        f.text(0.1, 0.4, r'$\\sqrt{x^2}+\\sum_{i=0}^\\infty\\frac{\\alpha_i}{\\mathcal{F}}\\int_0^1\\hat{y}$')
        count(png(f), [255, 255, 255]) < 29_500
        """
            .formatted(fonts);
    assertValue(code, "True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tri.Triangulation([0, 1, 2], [0, 1, 2]) | RuntimeError",
        "tri.Triangulation([0, 1], [0, 1]) | ValueError",
        "ft2font.FT2Font(io.BytesIO(b'no font')) | RuntimeError",
        "ft2font.FT2Font('/nowhere.ttf') | FileNotFoundError",
        "png(plt.figure(figsize=(100_000, 1))) | ValueError",
        "mathtext.MathTextParser('agg').parse('$' + chr(92) + 'frac{1}$') | ValueError",
      })
  void whatCppThrowsIsRaised(String code, String name) {
    assertThat(raisedName(run(session, code))).isEqualTo(name);
    assertValue("np.array_equal(png(figure), kept)", "True");
  }

  @Test
  void anInterruptKeepsTheState() {
    assertInterruptible("print('ready')\nwhile True: png(figure)");
    assertValue("np.array_equal(png(figure), kept)", "True");
  }

  @Test
  void aLimitEndsDrawing() {
    assertTooSlow("while True: png(figure, dpi=300)", 1_500);
    assertValue("np.array_equal(png(figure), kept)", "True");
  }

  @Test
  void theMemoryLimitHolds() {
    assertTooLarge("png(plt.figure(figsize=(90, 90)), dpi=200)");
    assertValue("plt.close(plt.gcf())\nnp.array_equal(png(figure), kept)", "True");
  }

  @Test
  void aForkHasFiguresOfItsOwn() {
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "axes.lines[0].set_color('#00ff00')");
      assertThat(value(run(fork, "count(png(figure), [255, 0, 0]) < 200"))).isEqualTo("True");
    }
    assertValue("np.array_equal(png(figure), kept)", "True");
  }

  /** Fonts were read from files, which are closed there; exceptions are caught as before. */
  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    String code =
        """
        axes.set_title('Ärger')
        try: tri.Triangulation([0, 1, 2], [0, 1, 2])
        except RuntimeError as error: told = str(error)[:5]
        told, int(png(figure).sum(dtype='int64'))
        """;
    assertSameElsewhere(code);
  }
}
