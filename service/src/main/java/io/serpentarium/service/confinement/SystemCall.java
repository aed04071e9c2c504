package io.serpentarium.service.confinement;

/**
 * A system call that nothing of this service needs once it runs, with its numbers. Tables: {@code
 * asm/unistd_64.h} of x86-64, {@code asm-generic/unistd.h} of aarch64.
 */
enum SystemCall {
  // Programs and processes.
  EXECVE(59, 221),
  EXECVEAT(322, 281),
  FORK(57, SystemCall.NONE),
  VFORK(58, SystemCall.NONE),
  // Other processes' memory and descriptors.
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PROCESS_MADVISE(440, 440),
  KCMP(312, 272),
  PIDFD_GETFD(438, 438),
  // What is mounted where.
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  OPEN_TREE(428, 428),
  OPEN_TREE_ATTR(467, 467),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  // Files by handles, which go past paths.
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  FANOTIFY_INIT(300, 262),
  // Namespaces.
  UNSHARE(272, 97),
  SETNS(308, 268),
  // Parts of the kernel in which holes are found again and again.
  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  KEYCTL(250, 219),
  // The kernel itself.
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  CREATE_MODULE(174, SystemCall.NONE),
  GET_KERNEL_SYMS(177, SystemCall.NONE),
  QUERY_MODULE(178, SystemCall.NONE),
  REBOOT(169, 142),
  SYSLOG(103, 116),
  // The machine.
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  ACCT(163, 89),
  QUOTACTL(179, 60),
  QUOTACTL_FD(443, 443),
  NFSSERVCTL(180, 42),
  VHANGUP(153, 58),
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  ADJTIMEX(159, 171),
  CLOCK_ADJTIME(305, 266),
  SETHOSTNAME(170, 161),
  SETDOMAINNAME(171, 162),
  // Left from long ago.
  IOPL(172, SystemCall.NONE),
  IOPERM(173, SystemCall.NONE),
  MODIFY_LDT(154, SystemCall.NONE),
  USELIB(134, SystemCall.NONE),
  USTAT(136, SystemCall.NONE),
  SYSFS(139, SystemCall.NONE),
  SYSCTL(156, SystemCall.NONE),
  LOOKUP_DCOOKIE(212, 18);

  /** Stands for the number of a call that an architecture does not have. */
  static final int NONE = -1;

  private final int x8664;
  private final int aarch64;

  SystemCall(int x8664, int aarch64) {
    this.x8664 = x8664;
    this.aarch64 = aarch64;
  }

  boolean isOn(Architecture architecture) {
    return number(architecture) != NONE;
  }

  int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x8664;
      case AARCH64 -> aarch64;
    };
  }
}
