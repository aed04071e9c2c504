package io.serpentarium.sandbox.vfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes zips as the build does: stored, without entries for folders. */
final class Zips {

  static final LocalDateTime MODIFIED = LocalDateTime.of(1980, 1, 2, 0, 0);

  private Zips() {}

  /** A zip of files, each of which holds its own path. */
  static byte[] of(String... paths) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String path : paths) {
        put(zip, path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String path) throws IOException {
    byte[] content = path.endsWith("/") ? new byte[0] : path.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(path);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(MODIFIED);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
