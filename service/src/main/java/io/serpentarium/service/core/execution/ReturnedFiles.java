package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SessionFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that a program was asked to return.
 *
 * @param maximumBytes the most bytes of all of them together
 */
public record ReturnedFiles(long maximumBytes) {

  /**
   * Reads the requested files that exist, even after the program was killed. May block for
   * milliseconds. A file that is missing, is no file or does not fit any more is left out: nothing
   * that the program did is an error.
   */
  public List<SandboxFile> read(SessionFiles files, List<String> paths) {
    List<SandboxFile> found = new ArrayList<>();
    long room = maximumBytes;
    for (String path : paths) {
      try (FileBytes content = open(files, path)) {
        if (content != null && content.size() <= room) {
          room -= content.size();
          found.add(new SandboxFile(path, content.toArray()));
        }
      }
    }
    return found;
  }

  private static @Nullable FileBytes open(SessionFiles files, String path) {
    try {
      return files.open(path);
    } catch (SandboxException e) {
      return null;
    }
  }
}
