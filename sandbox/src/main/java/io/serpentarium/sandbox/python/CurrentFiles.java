package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFiles;
import java.util.List;
import java.util.function.Supplier;

/** The files that a session has at the moment of each call. */
record CurrentFiles(Supplier<SessionFiles> current) implements SessionFiles {

  @Override
  public boolean write(String path, FileBytes content) {
    return current.get().write(path, content);
  }

  @Override
  public FileBytes open(String path) {
    return current.get().open(path);
  }

  @Override
  public void delete(String path) {
    current.get().delete(path);
  }

  @Override
  public boolean makeDirectory(String path) {
    return current.get().makeDirectory(path);
  }

  @Override
  public void move(String from, String to) {
    current.get().move(from, to);
  }

  @Override
  public void deleteTree(String path) {
    current.get().deleteTree(path);
  }

  @Override
  public long usedBytes() {
    return current.get().usedBytes();
  }

  @Override
  public List<Entry> list(String prefix, String after, int limit) {
    return current.get().list(prefix, after, limit);
  }
}
