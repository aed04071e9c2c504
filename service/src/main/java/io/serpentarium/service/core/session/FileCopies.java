package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.SessionFiles;
import java.util.List;

/** Copies what lies below {@code /sandbox} from one session to another, file by file. */
final class FileCopies {

  private static final int PAGE = 256;

  private FileCopies() {}

  /**
   * Copies all files; links, and folders in which there is no file, are left out.
   *
   * @throws io.serpentarium.sandbox.SessionFileException if one does not fit
   */
  static void copy(SessionFiles from, SessionFiles to) {
    String after = "";
    List<SessionFiles.Entry> page;
    do {
      page = from.list("", after, PAGE);
      for (SessionFiles.Entry entry : page) {
        if (entry.type() == SessionFiles.Type.FILE) {
          copy(from, to, entry.path());
        }
        after = entry.path();
      }
    } while (page.size() == PAGE);
  }

  private static void copy(SessionFiles from, SessionFiles to, String path) {
    try (FileBytes content = from.open(path)) {
      to.write(path, content);
    }
  }
}
