package io.serpentarium.sandbox.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.HostFunction;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The functions and their types, as in preview1's witx files; {@code i} is i32, {@code l} i64. */
final class SignatureTest {

  private static final List<String> PREVIEW1 =
      List.of(
          "args_get(ii)i",
          "args_sizes_get(ii)i",
          "environ_get(ii)i",
          "environ_sizes_get(ii)i",
          "clock_res_get(ii)i",
          "clock_time_get(ili)i",
          "fd_advise(illi)i",
          "fd_allocate(ill)i",
          "fd_close(i)i",
          "fd_datasync(i)i",
          "fd_fdstat_get(ii)i",
          "fd_fdstat_set_flags(ii)i",
          "fd_fdstat_set_rights(ill)i",
          "fd_filestat_get(ii)i",
          "fd_filestat_set_size(il)i",
          "fd_filestat_set_times(illi)i",
          "fd_pread(iiili)i",
          "fd_prestat_get(ii)i",
          "fd_prestat_dir_name(iii)i",
          "fd_pwrite(iiili)i",
          "fd_read(iiii)i",
          "fd_readdir(iiili)i",
          "fd_renumber(ii)i",
          "fd_seek(ilii)i",
          "fd_sync(i)i",
          "fd_tell(ii)i",
          "fd_write(iiii)i",
          "path_create_directory(iii)i",
          "path_filestat_get(iiiii)i",
          "path_filestat_set_times(iiiilli)i",
          "path_link(iiiiiii)i",
          "path_open(iiiiillii)i",
          "path_readlink(iiiiii)i",
          "path_remove_directory(iii)i",
          "path_rename(iiiiii)i",
          "path_symlink(iiiii)i",
          "path_unlink_file(iii)i",
          "poll_oneoff(iiii)i",
          "proc_exit(i)",
          "proc_raise(i)i",
          "sched_yield()i",
          "random_get(ii)i",
          "sock_accept(iii)i",
          "sock_recv(iiiiii)i",
          "sock_send(iiiii)i",
          "sock_shutdown(ii)i");

  private static final List<String> EXTENSION =
      List.of(
          "set_alarm(il)i",
          "fd_duplicate(iii)i",
          "fd_replace(ii)i",
          "fd_set_mode(ii)i",
          "path_set_mode(iiiii)i",
          "proc_kill(i)",
          "tree_changes(i)i");

  private final WasiFixture guest = new WasiFixture();

  @Test
  void functionsAreThoseOfPreview1() {
    assertThat(PREVIEW1).hasSize(46);
    assertThat(signatures("wasi_snapshot_preview1")).containsExactlyInAnyOrderElementsOf(PREVIEW1);
  }

  @Test
  void otherFunctionsAreOfAModuleOfTheirOwn() {
    assertThat(signatures("serpentarium")).containsExactlyInAnyOrderElementsOf(EXTENSION);
    assertThat(guest.host.functions()).hasSize(PREVIEW1.size() + EXTENSION.size());
  }

  private List<String> signatures(String module) {
    return guest.host.functions().stream()
        .filter(function -> function.module().equals(module))
        .map(SignatureTest::signature)
        .toList();
  }

  private static String signature(HostFunction function) {
    return "%s(%s)%s"
        .formatted(
            function.name(),
            letters(function.type().parameters()),
            letters(function.type().results()));
  }

  private static String letters(List<ValueType> types) {
    return types.stream()
        .map(type -> type == ValueType.I64 ? "l" : "i")
        .collect(Collectors.joining());
  }
}
