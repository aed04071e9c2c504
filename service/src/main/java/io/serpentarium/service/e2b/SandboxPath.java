package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The path of a file; {@code /home/user}, as clients know it, is a session's own directory.
 *
 * @param inside the path relative to that directory, or absolute elsewhere; empty for the directory
 *     itself
 */
record SandboxPath(String inside) {

  private static final String HOME = "/home/user";
  private static final String WORKING = "/sandbox";

  /** Returns where a path leads that a client has named: dots and doubled slashes are resolved. */
  static SandboxPath of(String given) {
    String path = given.equals("~") || given.startsWith("~/") ? HOME + given.substring(1) : given;
    Deque<String> names = new ArrayDeque<>();
    for (String name : (path.startsWith("/") ? path : HOME + "/" + path).split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    String absolute = "/" + String.join("/", names);
    return new SandboxPath(
        below(HOME, absolute).or(() -> below(WORKING, absolute)).orElse(absolute));
  }

  private static Optional<String> below(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/")
        ? Optional.of(path.substring(Math.min(path.length(), folder.length() + 1)))
        : Optional.empty();
  }

  /** Returns whether a listed entry is a directory. */
  static boolean isDirectory(Map<String, Object> entry) {
    return ("FILE_TYPE_" + SessionFiles.Type.DIRECTORY).equals(entry.get("type"));
  }

  /** Returns the common prefix of the paths below. */
  String prefix() {
    return inside.isEmpty() || inside.endsWith("/") ? inside : inside + "/";
  }

  /** Returns the path as clients know it. */
  String shown() {
    return shown(inside);
  }

  private static String shown(String path) {
    return path.startsWith("/") ? path : path.isEmpty() ? HOME : HOME + "/" + path;
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns how the directory itself is shown that all relative paths are below. */
  static Map<String, Object> home() {
    return entry(new SessionFiles.Entry("", SessionFiles.Type.DIRECTORY, 0, Instant.EPOCH), HOME);
  }

  /** Returns how the file system's calls show an entry; 64-bit integers are texts in their JSON. */
  static Map<String, Object> entry(SessionFiles.Entry entry) {
    return entry(entry, shown(entry.path()));
  }

  private static Map<String, Object> entry(SessionFiles.Entry entry, String path) {
    boolean directory = entry.type() == SessionFiles.Type.DIRECTORY;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name(path));
    fields.put("type", "FILE_TYPE_" + entry.type());
    fields.put("path", path);
    fields.put("size", Long.toString(entry.sizeBytes()));
    fields.put("mode", directory ? 0755 : 0644);
    fields.put("permissions", directory ? "drwxr-xr-x" : "-rw-r--r--");
    fields.put("owner", "user");
    fields.put("group", "user");
    fields.put("modifiedTime", entry.modifiedAt().toString());
    return fields;
  }
}
