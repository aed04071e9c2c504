package io.serpentarium.sandbox.vfs;

import static io.serpentarium.sandbox.vfs.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a file system finds its way along a path, and that it never leaves the base. */
abstract class PathContract extends FileSystemContract {

  private static final String LONGEST = "n".repeat(FileSystem.MAX_NAME_BYTES);

  @ParameterizedTest
  @CsvSource({
    "sandbox/d/a", "sandbox//d///a", "./sandbox/./d/a", "sandbox/d/../d/a",
    "../../sandbox/d/a", "tmp/../sandbox/d/a", "sandbox/rel/a", "sandbox/abs/a",
    "sandbox/up/sandbox/d/a", "sandbox/chain/a", "sandbox/slash/sandbox/d/a"
  })
  void finds(String path) throws ErrnoException {
    tree();
    assertThat(fs.stat(root, path, true).inode()).isEqualTo(stat("sandbox/d/a").inode());
  }

  @ParameterizedTest
  @CsvSource({
    "ENOENT,  ''",
    "EPERM,   /",
    "EPERM,   /sandbox/d/a",
    "ENOENT,  sandbox/x",
    "ENOENT,  sandbox/x/..",
    "ENOTDIR, sandbox/d/a/",
    "ENOTDIR, sandbox/d/a/.",
    "ENOTDIR, sandbox/d/a/..",
    "ENOENT,  sandbox/dangling",
    "ELOOP,   sandbox/self",
    "ELOOP,   sandbox/self/x",
    "ELOOP,   sandbox/ping"
  })
  void refuses(Errno errno, String path) throws ErrnoException {
    tree();
    assertRefused(errno, () -> fs.stat(root, path, true));
  }

  @ParameterizedTest
  @CsvSource({
    "..",
    "../tmp",
    "a/../..",
    "../d/a",
    "out",
    "out/x",
    "abs",
    "/sandbox/d/a",
    "e/../.."
  })
  void neverLeavesTheBase(String path) throws ErrnoException {
    tree();
    fs.makeDirectory(root, "sandbox/d/e");
    fs.symlink("..", root, "sandbox/d/out");
    fs.symlink("/sandbox/d/a", root, "sandbox/d/abs");
    DirectoryHandle base = directory("sandbox/d");
    Errno errno = path.startsWith("a/") ? Errno.ENOTDIR : Errno.EPERM;
    assertRefused(errno, () -> fs.stat(base, path, true));
  }

  @Test
  void staysInABaseThatIsMoved() throws ErrnoException {
    tree();
    DirectoryHandle base = directory("sandbox/d");
    fs.rename(root, "sandbox/d", root, "tmp/moved");
    assertThat(fs.stat(base, "a", true).type()).isEqualTo(FileType.FILE);
    assertRefused(Errno.EPERM, () -> fs.stat(base, "../moved", true));
  }

  @Test
  void followsALinkAtTheEndOnlyWhenAskedOrBeforeASlash() throws ErrnoException {
    tree();
    assertThat(fs.stat(root, "sandbox/rel", false).type()).isEqualTo(FileType.SYMLINK);
    assertThat(fs.stat(root, "sandbox/rel", true).type()).isEqualTo(FileType.DIRECTORY);
    assertThat(fs.stat(root, "sandbox/rel/", false).type()).isEqualTo(FileType.DIRECTORY);
    assertRefused(Errno.ENOTDIR, () -> fs.removeFile(root, "sandbox/rel/"));
    assertRefused(Errno.ENOTDIR, () -> fs.removeDirectory(root, "sandbox/rel/"));
    fs.removeFile(root, "sandbox/rel");
    assertThat(stat("sandbox/d").type()).isEqualTo(FileType.DIRECTORY);
  }

  @ParameterizedTest
  @CsvSource({"40,true", "41,false"})
  void crossesSoManyLinks(int links, boolean passes) throws ErrnoException {
    put("sandbox/0", "end");
    for (int i = 1; i <= links; i++) {
      fs.symlink(String.valueOf(i - 1), root, "sandbox/" + i);
    }
    if (passes) {
      assertThat(content("sandbox/" + links)).isEqualTo("end");
    } else {
      assertRefused(Errno.ELOOP, () -> content("sandbox/" + links));
    }
  }

  @Test
  void limitsTheLengthOfNames() throws ErrnoException {
    put("sandbox/" + LONGEST, "");
    String euros = "€".repeat(85);
    put("sandbox/" + euros, "");
    assertThat(names("sandbox")).contains(LONGEST, euros);
    assertRefused(Errno.ENAMETOOLONG, () -> put("sandbox/n" + LONGEST, ""));
    assertRefused(Errno.ENAMETOOLONG, () -> put("sandbox/n" + euros, ""));
    assertRefused(Errno.ENAMETOOLONG, () -> stat("sandbox/n" + LONGEST));
  }

  @Test
  void limitsTheLengthOfPaths() {
    assertRefused(Errno.ENOENT, () -> stat("x/" + "y/".repeat(2047)));
    assertRefused(Errno.ENAMETOOLONG, () -> stat("xy/" + "y/".repeat(2047)));
    assertRefused(Errno.ENAMETOOLONG, () -> fs.symlink("y".repeat(4097), root, "sandbox/s"));
  }

  @Test
  void limitsTheLengthOfAPathThatLinksMakeLonger() throws ErrnoException {
    fs.symlink("./".repeat(1500) + ".", root, "sandbox/s");
    assertThat(fs.stat(root, "sandbox/s", true)).isEqualTo(stat("sandbox"));
    assertRefused(Errno.ENAMETOOLONG, () -> fs.stat(root, "sandbox/s/" + "./".repeat(1000), true));
  }

  @Test
  void refusesNamesThatAreNoText() {
    assertRefused(Errno.EINVAL, () -> stat("sandbox/a\0b"));
    assertRefused(Errno.EILSEQ, () -> stat("sandbox/\uD800"));
    assertRefused(Errno.EILSEQ, () -> fs.symlink("\uDC00x", root, "sandbox/s"));
  }

  @Test
  void limitsTheDepthOfATreeThatIsMadeStepByStep() throws ErrnoException {
    open(new FileQuota(BYTES, 20_000));
    DirectoryHandle base = directory("sandbox");
    int depth = 0;
    Errno refusal = null;
    while (refusal == null && depth < 10_000) {
      try {
        base = deeper(base);
        depth++;
      } catch (ErrnoException e) {
        refusal = e.errno();
      }
    }
    assertThat(refusal).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(depth).isEqualTo((FileSystem.MAX_PATH_BYTES - "/sandbox".length()) / 2);
  }

  @Test
  void countsWhatLiesBelowADirectoryThatIsMovedDeeper() throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d");
    fs.makeDirectory(root, "sandbox/d/" + LONGEST);
    DirectoryHandle base = directory("tmp");
    for (int i = 0; i < 14; i++) {
      fs.makeDirectory(base, LONGEST);
      base = (DirectoryHandle) fs.open(base, LONGEST, EnumSet.of(OpenFlag.READ));
    }
    DirectoryHandle deep = base;
    String fitting = "x".repeat(4096 - 4 - 14 * 256 - 256 - 1);
    assertRefused(Errno.ENAMETOOLONG, () -> fs.rename(root, "sandbox/d", deep, fitting + "x"));
    fs.rename(root, "sandbox/d", deep, fitting);
    assertThat(fs.stat(deep, fitting + "/" + LONGEST, false).type()).isEqualTo(FileType.DIRECTORY);
  }

  private DirectoryHandle deeper(DirectoryHandle base) throws ErrnoException {
    fs.makeDirectory(base, "d");
    return (DirectoryHandle) fs.open(base, "d", EnumSet.of(OpenFlag.READ));
  }

  private void tree() throws ErrnoException {
    fs.makeDirectory(root, "sandbox/d");
    put("sandbox/d/a", "");
    fs.symlink("d", root, "sandbox/rel");
    fs.symlink("/sandbox/d", root, "sandbox/abs");
    fs.symlink("../..", root, "sandbox/up");
    fs.symlink("rel/", root, "sandbox/chain");
    fs.symlink("/", root, "sandbox/slash");
    fs.symlink("nowhere", root, "sandbox/dangling");
    fs.symlink("self", root, "sandbox/self");
    fs.symlink("pong", root, "sandbox/ping");
    fs.symlink("ping", root, "sandbox/pong");
  }
}
