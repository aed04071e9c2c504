package io.serpentarium.service.judge0;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.SandboxFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Takes the files out of a zip, whose word for their sizes counts for nothing: each part is
 * accounted for before it is inflated. For one archive; not thread-safe.
 */
final class AdditionalFiles {

  /** Bytes of all files together. */
  static final int MOST_BYTES = 10 << 20;

  static final int MOST_FILES = 1_000;

  private static final int PART = 8 << 10;

  /** A file in the making is held as it grows, and as it is. */
  private static final long COPIES = 3;

  private final HeapHolding holding;
  private final byte[] part = new byte[PART];
  private long inflated;

  /** The archive cannot be used; the message is a line for its owner. */
  static final class UnusableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param holding pays for what is inflated
   */
  AdditionalFiles(HeapHolding holding) {
    this.holding = holding;
  }

  /**
   * Returns the files of an archive; takes milliseconds.
   *
   * @throws UnusableException when it is none, or has too much in it
   * @throws io.serpentarium.service.core.admission.QuotaExceededException and
   *     SandboxSaturatedException as {@link HeapHolding#acquire} does
   */
  List<SandboxFile> extract(byte[] archive) {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      List<SandboxFile> files = new ArrayList<>();
      int entries = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries++;
        require(entries <= MOST_FILES, "has more than %d entries".formatted(MOST_FILES));
        if (!entry.isDirectory()) {
          files.add(new SandboxFile(entry.getName(), content(zip)));
        }
      }
      require(entries > 0, "is not a zip archive, or is empty");
      return files;
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableException("additional_files cannot be extracted");
    }
  }

  private byte[] content(ZipInputStream zip) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream(0);
    while (true) {
      holding.acquire(COPIES * PART);
      int read = zip.read(part);
      if (read < 0) {
        return content.toByteArray();
      }
      inflated += read;
      require(inflated <= MOST_BYTES, "inflates to more than %d bytes".formatted(MOST_BYTES));
      content.write(part, 0, read);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new UnusableException("additional_files " + otherwise);
    }
  }
}
