package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pillow: reads and writes pictures, and what its libraries jump out of are exceptions. */
final class PillowIT extends PackageFixture {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String SETUP =
      """
      import io
      from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageMath, ImageMorph, features
      picture = Image.new('RGB', (200, 100), 'white')
      ImageDraw.Draw(picture).ellipse((10, 10, 90, 90), fill='red')
      ImageDraw.Draw(picture).text((120, 30), 'Äß', fill='black', font=ImageFont.load_default(30))

      def written(format, **settings):
          file = io.BytesIO()
          picture.save(file, format, **settings)
          return file.getvalue()

      def read(data):
          return Image.open(io.BytesIO(data))
      """;

  PillowIT() {
    super("pillow", SETUP, PATIENCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[ImageChops.difference(picture, read(written(f)).convert('RGB')).getbbox() for f in ('PNG', 'BMP', 'TIFF', 'PPM', 'TGA')] | [None, None, None, None, None]",
        "read(written('JPEG', quality=95, progressive=True)).getpixel((50, 50)), written('JPEG')[:3] | ((254, 0, 0), b'\\xff\\xd8\\xff')",
        "read(written('GIF')).convert('RGB').getpixel((50, 50)), read(written('PNG', optimize=True)).format | ((255, 0, 0), 'PNG')",
        "picture.resize((50, 25), Image.Resampling.LANCZOS).getpixel((12, 12)), picture.rotate(90, expand=True).size | ((255, 0, 0), (100, 200))",
        "picture.filter(ImageFilter.GaussianBlur(2)).getpixel((50, 50)), picture.convert('L').getpixel((50, 50)) | ((255, 0, 0), 76)",
        "sum(n for n, p in picture.convert('L').getcolors() if p < 50) > 100, ImageFont.load_default(30).getbbox('Äß')[2] > 20 | (True, True)",
        "ImageMath.lambda_eval(lambda a: a['x'] + 1, x=Image.new('I', (2, 2), 4)).getpixel((0, 0)), picture.quantize(4).mode | (5, 'P')",
        "ImageMorph.MorphOp(op_name='dilation4').apply(Image.new('L', (3, 3), 0))[0] | 0",
        "features.check('zlib'), features.check('jpg'), features.check('freetype2'), features.check('webp') | (True, True, True, False)",
      })
  void computesAsOnLinux(String code, String expected) {
    assertValue(code, expected);
  }

  /** libjpeg and FreeType leave their functions by longjmp. */
  @Test
  void tellsWhatIsWrong() {
    assertThat(raisedName(run(session, "read(written('JPEG')[:700]).load()"))).isEqualTo("OSError");
    assertThat(raisedName(run(session, "read(b'nothing')"))).isEqualTo("UnidentifiedImageError");
    assertThat(raisedName(run(session, "ImageFont.truetype(io.BytesIO(b'nothing'))")))
        .isEqualTo("OSError");
    assertThat(
            raisedName(
                run(session, "d = bytearray(written('PNG'))\nd[60] ^= 255\nread(bytes(d)).load()")))
        .isIn("OSError", "SyntaxError");
    assertValue("read(written('JPEG')).getpixel((50, 50))", "(254, 0, 0)");
  }

  @Test
  void limitsHold() {
    assertThat(raisedName(run(session, "Image.new('RGBA', (20_000, 20_000))")))
        .isEqualTo("MemoryError");
    assertTooSlow(
        "big = Image.new('RGB', (4000, 3000))\nwhile True: big.filter(ImageFilter.RankFilter(9, 4))",
        1_000);
    assertValue("'big' in globals(), picture.size", "(False, (200, 100))");
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(session, "font = ImageFont.load_default(20)");
    String code = "font.getbbox('Größe'), read(written('JPEG')).getpixel((50, 50))";
    assertSameElsewhere(code);
  }
}
