package io.serpentarium.sandbox.vfs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Builds an image from zips. To be used once. */
public final class ImageBuilder {

  private record Entry(ZipEntry zip, String path, int start, int length) {}

  private final ImageFolder top = new ImageFolder();

  /**
   * Adds the content of a zip, whose directories need no entries of their own.
   *
   * @param zip the zip, which is not kept
   * @param place returns the path for the name of an entry, or empty to leave the entry out
   * @param modifiedNanos the modification time, in nanoseconds since 1970-01-01T00:00Z
   * @throws IllegalArgumentException if it is no zip, a path leads elsewhere, or is there already
   */
  public ImageBuilder add(
      byte[] zip, Function<String, Optional<String>> place, long modifiedNanos) {
    return add(zip, place, entry -> modifiedNanos);
  }

  ImageBuilder add(
      byte[] zip,
      Function<String, Optional<String>> place,
      ToLongFunction<ZipEntry> modifiedNanos) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(zip.length);
    List<Entry> entries = read(zip, place, bytes);
    byte[] content = bytes.toByteArray();
    entries.forEach(entry -> add(entry, content, modifiedNanos.applyAsLong(entry.zip())));
    return this;
  }

  /**
   * Adds what is in a zip of stored entries, without copying any.
   *
   * @param zip kept, and not to be changed
   * @param modifiedNanos since 1970-01-01T00:00Z
   * @throws IllegalArgumentException if it is not such a zip, or a path leads elsewhere or is taken
   */
  public ImageBuilder addStored(ByteBuffer zip, long modifiedNanos) {
    StoredZip.entries(zip).forEach(entry -> top.file(entry.name(), entry.content(), modifiedNanos));
    return this;
  }

  /** The image of all that was added. */
  public ReadOnlyImage build() {
    return new ReadOnlyImage(top.build());
  }

  private static List<Entry> read(
      byte[] zip, Function<String, Optional<String>> place, ByteArrayOutputStream bytes) {
    List<Entry> entries = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      if (entry == null) {
        throw new IllegalArgumentException("no zip, or an empty one");
      }
      for (; entry != null; entry = in.getNextEntry()) {
        Optional<String> path = place.apply(entry.getName());
        if (path.isPresent()) {
          int start = bytes.size();
          in.transferTo(bytes);
          entries.add(new Entry(entry, path.get(), start, bytes.size() - start));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("no zip", e);
    }
    return entries;
  }

  private void add(Entry entry, byte[] content, long modifiedNanos) {
    String path = entry.path();
    if (entry.zip().isDirectory()) {
      top.folder(path.substring(0, path.length() - 1));
    } else {
      top.file(path, ByteBuffer.wrap(content).slice(entry.start(), entry.length()), modifiedNanos);
    }
  }
}
