package io.serpentarium.service.testing;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFileException;
import io.serpentarium.sandbox.SessionFileException.Reason;
import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Files in a map. {@code /…} is read-only, {@code ..} invalid, {@code dir} a directory, and more
 * than a mebibyte over the quota.
 */
final class InMemoryFiles implements SessionFiles {

  private static final int QUOTA_BYTES = 1 << 20;
  private static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");

  private final ConcurrentSkipListMap<String, byte[]> contents = new ConcurrentSkipListMap<>();
  private final Set<String> directories = new ConcurrentSkipListSet<>();

  InMemoryFiles copy() {
    InMemoryFiles copy = new InMemoryFiles();
    copy.contents.putAll(contents);
    copy.directories.addAll(directories);
    return copy;
  }

  @Override
  public boolean write(String path, FileBytes content) {
    refuse(path.contains(".."), Reason.INVALID_PATH);
    refuse(path.startsWith("/"), Reason.READ_ONLY);
    refuse(path.equals("dir"), Reason.NOT_A_FILE);
    refuse(content.size() > QUOTA_BYTES, Reason.QUOTA_EXCEEDED);
    return contents.put(path, content.toArray()) == null;
  }

  @Override
  public FileBytes open(String path) {
    byte[] content = contents.get(path);
    if (content == null) {
      throw new SessionFileException(Reason.NOT_FOUND, path);
    }
    return FileBytes.of(content);
  }

  @Override
  public void delete(String path) {
    refuse(contents.remove(path) == null, Reason.NOT_FOUND);
  }

  @Override
  public boolean makeDirectory(String path) {
    refuse(path.startsWith("/"), Reason.READ_ONLY);
    refuse(contents.containsKey(path), Reason.NOT_A_FILE);
    return directories.add(path);
  }

  @Override
  public void move(String from, String to) {
    byte[] content = contents.remove(from);
    refuse(content == null, Reason.NOT_FOUND);
    contents.put(to, content);
  }

  @Override
  public void deleteTree(String path) {
    boolean file = contents.remove(path) != null;
    boolean directory = directories.remove(path);
    boolean below = contents.keySet().removeIf(each -> each.startsWith(path + "/"));
    refuse(!file && !directory && !below, Reason.NOT_FOUND);
  }

  @Override
  public long usedBytes() {
    return contents.values().stream().mapToLong(content -> content.length).sum();
  }

  @Override
  public List<Entry> list(String prefix, String after, int limit) {
    return Stream.concat(directories.stream(), contents.keySet().stream())
        .sorted()
        .filter(path -> path.startsWith(prefix) && path.compareTo(after) > 0)
        .limit(limit)
        .map(this::entry)
        .toList();
  }

  private Entry entry(String path) {
    byte[] content = contents.get(path);
    return content == null
        ? new Entry(path, Type.DIRECTORY, 0, MODIFIED)
        : new Entry(path, Type.FILE, content.length, MODIFIED);
  }

  private static void refuse(boolean refused, Reason reason) {
    if (refused) {
      throw new SessionFileException(reason, "refused");
    }
  }
}
