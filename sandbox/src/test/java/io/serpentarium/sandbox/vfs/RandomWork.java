package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.SessionFileException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Does random things to a file system, among them many that are refused. */
final class RandomWork {

  private static final List<String> NAMES = List.of("a", "b", "c", "dé", "e");
  private static final List<String> TOPS = List.of("sandbox", "tmp", "lib/python3.13", "lib");
  private static final List<Set<OpenFlag>> FLAGS =
      List.of(
          EnumSet.of(OpenFlag.READ),
          EnumSet.of(OpenFlag.READ, OpenFlag.DIRECTORY),
          EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE),
          EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE));

  private final MemoryFileSystem fs;
  private final ManualTime time;
  private final Random random;
  private final DirectoryHandle root;
  private final List<Handle> handles;
  private int refused;

  /**
   * Work to do.
   *
   * @param handles open ones to begin with
   */
  RandomWork(MemoryFileSystem fs, ManualTime time, Random random, List<Handle> handles) {
    this.fs = fs;
    this.time = time;
    this.random = random;
    this.handles = new ArrayList<>(handles);
    root = fs.root();
  }

  /** How many steps the file system refused. */
  int refused() {
    return refused;
  }

  /** The handles that are open. */
  List<Handle> handles() {
    return List.copyOf(handles);
  }

  /** Closes what was not open then, and puts back what was. */
  void setHandles(List<Handle> then) {
    handles.stream().filter(handle -> !then.contains(handle)).forEach(Handle::close);
    handles.clear();
    handles.addAll(then);
  }

  /** Closes and removes everything. */
  void clear() throws ErrnoException {
    setHandles(List.of());
    for (String top : List.of("sandbox", "tmp")) {
      clear(top);
    }
  }

  private void clear(String directory) throws ErrnoException {
    List<String> names = new ArrayList<>();
    Handle handle = fs.open(root, directory, EnumSet.of(OpenFlag.READ));
    ((DirectoryHandle) handle).read(2, (cookie, inode, type, name) -> names.add(name));
    handle.close();
    for (String name : names) {
      String path = directory + "/" + name;
      if (fs.stat(root, path, false).type() == FileType.DIRECTORY) {
        clear(path);
        fs.removeDirectory(root, path);
      } else {
        fs.removeFile(root, path);
      }
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      time.set(time.getAsLong() + random.nextInt(3) * 1000L);
      try {
        step();
      } catch (ErrnoException | SessionFileException e) {
        refused++;
      }
    }
  }

  private void step() throws ErrnoException {
    switch (random.nextInt(14)) {
      case 0 -> fs.makeDirectory(root, path());
      case 1 -> fs.removeDirectory(root, path());
      case 2 -> fs.removeFile(root, path());
      case 3 -> fs.rename(root, path(), root, path());
      case 4 -> fs.link(root, path(), false, root, path());
      case 5 -> fs.symlink(path(), root, path());
      case 6 -> fs.setTimes(root, path(), false, times());
      case 7 -> fs.files().write(path().replaceFirst("^[^/]*/", ""), content());
      case 8, 9, 10 -> open();
      case 11 -> close();
      default -> change();
    }
  }

  private void open() throws ErrnoException {
    if (handles.size() < 12) {
      handles.add(fs.open(root, path(), FLAGS.get(random.nextInt(FLAGS.size()))));
    }
  }

  private void close() {
    if (!handles.isEmpty()) {
      handles.remove(random.nextInt(handles.size())).close();
    }
  }

  private void change() throws ErrnoException {
    if (!handles.isEmpty()
        && handles.get(random.nextInt(handles.size())) instanceof OpenFile file) {
      byte[] content = content();
      switch (random.nextInt(4)) {
        case 0 -> file.write(random.nextInt(60_000), content, 0, content.length);
        case 1 -> file.append(content, 0, content.length);
        case 2 -> file.resize(random.nextInt(60_000));
        default -> file.setTimes(times());
      }
    }
  }

  private TimesChange times() {
    return new TimesChange(random.nextInt(1000), random.nextBoolean() ? TimesChange.NOW : 7);
  }

  private byte[] content() {
    byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(9)];
    random.nextBytes(content);
    return content;
  }

  private String path() {
    StringBuilder path = new StringBuilder(random.nextInt(8) == 0 ? top() : "sandbox");
    do {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    } while (random.nextInt(3) == 0);
    return random.nextInt(30) == 0 ? "lib/python3.13/os.pyc" : path.toString();
  }

  private String top() {
    return TOPS.get(random.nextInt(TOPS.size()));
  }
}
