package io.serpentarium.sandbox.wasi;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What the arguments of each function are, a letter each: {@code f} a descriptor, {@code d} one of
 * a directory, {@code k} flags of a lookup, {@code o} of an opening, {@code P} a path and {@code L}
 * its length, {@code V} an array of ranges and {@code N} its length, {@code S} subscriptions and
 * {@code C} how many, {@code B} a buffer and {@code R} its length, {@code O} where a result goes,
 * {@code x} flags or a small number, {@code l} a number of 64 bits, {@code r} rights.
 */
final class Roles {

  private static final Map<String, String> OF =
      Map.ofEntries(
          entry("args_get", "BB"),
          entry("args_sizes_get", "OO"),
          entry("environ_get", "BB"),
          entry("environ_sizes_get", "OO"),
          entry("clock_res_get", "xO"),
          entry("clock_time_get", "xlO"),
          entry("fd_advise", "fllx"),
          entry("fd_allocate", "fll"),
          entry("fd_close", "f"),
          entry("fd_datasync", "f"),
          entry("fd_fdstat_get", "fO"),
          entry("fd_fdstat_set_flags", "fx"),
          entry("fd_fdstat_set_rights", "frr"),
          entry("fd_filestat_get", "fO"),
          entry("fd_filestat_set_size", "fl"),
          entry("fd_filestat_set_times", "fllx"),
          entry("fd_pread", "fVNlO"),
          entry("fd_prestat_get", "fO"),
          entry("fd_prestat_dir_name", "fBR"),
          entry("fd_pwrite", "fVNlO"),
          entry("fd_read", "fVNO"),
          entry("fd_readdir", "fBRlO"),
          entry("fd_renumber", "ff"),
          entry("fd_seek", "flxO"),
          entry("fd_sync", "f"),
          entry("fd_tell", "fO"),
          entry("fd_write", "fVNO"),
          entry("set_alarm", "xl"),
          entry("tree_changes", "O"),
          entry("fd_duplicate", "fxO"),
          entry("fd_replace", "ff"),
          entry("fd_set_mode", "fx"),
          entry("path_set_mode", "dkPLx"),
          entry("path_create_directory", "dPL"),
          entry("path_filestat_get", "dkPLO"),
          entry("path_filestat_set_times", "dkPLllx"),
          entry("path_link", "dkPLdPL"),
          entry("path_open", "dkPLorrxO"),
          entry("path_readlink", "dPLBRO"),
          entry("path_remove_directory", "dPL"),
          entry("path_rename", "dPLdPL"),
          entry("path_symlink", "PLdPL"),
          entry("path_unlink_file", "dPL"),
          entry("poll_oneoff", "SBCO"),
          entry("proc_exit", "x"),
          entry("proc_kill", "x"),
          entry("proc_raise", "x"),
          entry("sched_yield", ""),
          entry("random_get", "BR"),
          entry("sock_accept", "fxO"),
          entry("sock_recv", "fVNxOO"),
          entry("sock_send", "fVNxO"),
          entry("sock_shutdown", "fx"));

  private Roles() {}

  /** The roles of the parameters of one function, in order. */
  static String of(String function) {
    String roles = OF.get(function);
    if (roles == null) {
      throw new IllegalArgumentException("no such function: " + function);
    }
    return roles;
  }
}
