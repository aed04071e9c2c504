package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.SessionFiles;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a file is: what clients know as {@code /home/user} is a session's own directory.
 *
 * @param inside relative to it, or absolute elsewhere; empty for the directory itself
 */
record SandboxPath(String inside) {

  private static final String HOME = "/home/user";

  static SandboxPath of(String given) {
    if (given.equals(HOME) || given.equals(HOME + "/") || given.equals(".")) {
      return new SandboxPath("");
    }
    return new SandboxPath(
        given.startsWith(HOME + "/") ? given.substring(HOME.length() + 1) : given);
  }

  /** Returns what the paths of everything below begin with. */
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

  /** Returns how the file system's calls show an entry; 64-bit integers are texts in their JSON. */
  static Map<String, Object> entry(SessionFiles.Entry entry) {
    boolean directory = entry.type() == SessionFiles.Type.DIRECTORY;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name(entry.path()));
    fields.put("type", "FILE_TYPE_" + entry.type());
    fields.put("path", shown(entry.path()));
    fields.put("size", Long.toString(entry.sizeBytes()));
    fields.put("mode", directory ? 0755 : 0644);
    fields.put("permissions", directory ? "drwxr-xr-x" : "-rw-r--r--");
    fields.put("owner", "user");
    fields.put("group", "user");
    fields.put("modifiedTime", entry.modifiedAt().toString());
    return fields;
  }
}
