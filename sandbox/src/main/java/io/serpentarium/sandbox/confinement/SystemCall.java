package io.serpentarium.sandbox.confinement;

/**
 * A system call that a process may give up, with its numbers. Tables: {@code asm/unistd_64.h} of
 * x86-64, {@code asm-generic/unistd.h} of aarch64.
 */
public enum SystemCall {
  // Programs and processes.
  EXECVE(59, 221, Need.STARTS),
  EXECVEAT(322, 281),
  FORK(57, SystemCall.NONE),
  VFORK(58, SystemCall.NONE, Need.STARTS),
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
  LOOKUP_DCOOKIE(212, 18),

  // Files by their paths; of newfstatat workers keep what descriptors need.
  OPEN(2, SystemCall.NONE, Need.FRONT),
  OPENAT(257, 56, Need.FRONT),
  OPENAT2(437, 437, Need.FRONT),
  CREAT(85, SystemCall.NONE, Need.FRONT),
  STAT(4, SystemCall.NONE, Need.FRONT),
  LSTAT(6, SystemCall.NONE, Need.FRONT),
  STATX(332, 291, Need.FRONT),
  STATFS(137, 43, Need.FRONT),
  ACCESS(21, SystemCall.NONE, Need.FRONT),
  FACCESSAT(269, 48, Need.FRONT),
  FACCESSAT2(439, 439, Need.FRONT),
  READLINK(89, SystemCall.NONE, Need.FRONT),
  READLINKAT(267, 78, Need.FRONT),
  GETDENTS(78, SystemCall.NONE, Need.FRONT),
  GETDENTS64(217, 61, Need.FRONT),
  CHDIR(80, 49, Need.FRONT),
  FCHDIR(81, 50, Need.FRONT),
  RENAME(82, SystemCall.NONE, Need.FRONT),
  RENAMEAT(264, 38, Need.FRONT),
  RENAMEAT2(316, 276, Need.FRONT),
  MKDIR(83, SystemCall.NONE, Need.FRONT),
  MKDIRAT(258, 34, Need.FRONT),
  RMDIR(84, SystemCall.NONE, Need.FRONT),
  LINK(86, SystemCall.NONE, Need.FRONT),
  LINKAT(265, 37, Need.FRONT),
  UNLINK(87, SystemCall.NONE, Need.FRONT),
  UNLINKAT(263, 35, Need.FRONT),
  SYMLINK(88, SystemCall.NONE, Need.FRONT),
  SYMLINKAT(266, 36, Need.FRONT),
  CHMOD(90, SystemCall.NONE, Need.FRONT),
  FCHMOD(91, 52, Need.FRONT),
  FCHMODAT(268, 53, Need.FRONT),
  FCHMODAT2(452, 452, Need.FRONT),
  CHOWN(92, SystemCall.NONE, Need.FRONT),
  FCHOWN(93, 55, Need.FRONT),
  LCHOWN(94, SystemCall.NONE, Need.FRONT),
  FCHOWNAT(260, 54, Need.FRONT),
  UTIME(132, SystemCall.NONE, Need.FRONT),
  UTIMES(235, SystemCall.NONE, Need.FRONT),
  FUTIMESAT(261, SystemCall.NONE, Need.FRONT),
  UTIMENSAT(280, 88, Need.FRONT),
  MKNOD(133, SystemCall.NONE, Need.FRONT),
  MKNODAT(259, 33, Need.FRONT),
  TRUNCATE(76, 45, Need.FRONT),
  SETXATTR(188, 5, Need.FRONT),
  LSETXATTR(189, 6, Need.FRONT),
  FSETXATTR(190, 7, Need.FRONT),
  SETXATTRAT(463, 463, Need.FRONT),
  REMOVEXATTR(197, 14, Need.FRONT),
  LREMOVEXATTR(198, 15, Need.FRONT),
  FREMOVEXATTR(199, 16, Need.FRONT),
  REMOVEXATTRAT(466, 466, Need.FRONT),
  INOTIFY_INIT(253, SystemCall.NONE, Need.FRONT),
  INOTIFY_INIT1(294, 26, Need.FRONT),
  STATMOUNT(457, 457, Need.FRONT),
  LISTMOUNT(458, 458, Need.FRONT),
  // Sockets.
  SOCKET(41, 198, Need.FRONT),
  SOCKETPAIR(53, 199, Need.FRONT),
  CONNECT(42, 203, Need.FRONT),
  BIND(49, 200, Need.FRONT),
  LISTEN(50, 201, Need.FRONT),
  ACCEPT(43, 202, Need.FRONT),
  ACCEPT4(288, 242, Need.FRONT),
  SENDTO(44, 206, Need.FRONT),
  SENDMSG(46, 211, Need.FRONT),
  SENDMMSG(307, 269, Need.FRONT),
  RECVFROM(45, 207, Need.FRONT),
  RECVMSG(47, 212, Need.FRONT),
  RECVMMSG(299, 243, Need.FRONT),
  // Signals and other means to touch another process.
  KILL(62, 129, Need.FRONT),
  TKILL(200, 130, Need.FRONT),
  RT_SIGQUEUEINFO(129, 138, Need.FRONT),
  RT_TGSIGQUEUEINFO(297, 240, Need.FRONT),
  PIDFD_OPEN(434, 434, Need.FRONT),
  PIDFD_SEND_SIGNAL(424, 424, Need.FRONT),
  PROCESS_MRELEASE(448, 448, Need.FRONT),
  MIGRATE_PAGES(256, 238, Need.FRONT),
  MOVE_PAGES(279, 239, Need.FRONT),
  SCHED_SETPARAM(142, 118, Need.FRONT),
  SCHED_SETSCHEDULER(144, 119, Need.FRONT),
  SCHED_SETATTR(314, 274, Need.FRONT),
  SCHED_SETAFFINITY(203, 122, Need.FRONT),
  SETRLIMIT(160, 164, Need.FRONT),
  IOPRIO_SET(251, 30, Need.FRONT),
  SETPGID(109, 154, Need.FRONT),
  SETSID(112, 157, Need.FRONT),
  // Memory and messages shared between processes.
  SHMGET(29, 194, Need.FRONT),
  SHMAT(30, 196, Need.FRONT),
  SHMCTL(31, 195, Need.FRONT),
  MSGGET(68, 186, Need.FRONT),
  MSGSND(69, 189, Need.FRONT),
  MSGRCV(70, 188, Need.FRONT),
  MSGCTL(71, 187, Need.FRONT),
  SEMGET(64, 190, Need.FRONT),
  SEMOP(65, 193, Need.FRONT),
  SEMCTL(66, 191, Need.FRONT),
  SEMTIMEDOP(220, 192, Need.FRONT),
  MQ_OPEN(240, 180, Need.FRONT),
  MQ_UNLINK(241, 181, Need.FRONT),
  // Users and capabilities.
  SETUID(105, 146, Need.FRONT),
  SETGID(106, 144, Need.FRONT),
  SETREUID(113, 145, Need.FRONT),
  SETREGID(114, 143, Need.FRONT),
  SETRESUID(117, 147, Need.FRONT),
  SETRESGID(119, 149, Need.FRONT),
  SETGROUPS(116, 159, Need.FRONT),
  SETFSUID(122, 151, Need.FRONT),
  SETFSGID(123, 152, Need.FRONT),
  CAPSET(126, 91, Need.FRONT),
  PERSONALITY(135, 92, Need.FRONT),
  USERFAULTFD(323, 282, Need.FRONT);

  /** Stands for the number of a call that an architecture does not have. */
  static final int NONE = -1;

  private final int x8664;
  private final int aarch64;
  private final Need need;

  SystemCall(int x8664, int aarch64) {
    this(x8664, aarch64, Need.NOBODY);
  }

  SystemCall(int x8664, int aarch64, Need need) {
    this.x8664 = x8664;
    this.aarch64 = aarch64;
    this.need = need;
  }

  /** Who needs a call. */
  private enum Need {
    NOBODY,
    /** Processes that start others. */
    STARTS,
    /** All but sealed workers. */
    FRONT
  }

  /** Returns whether a process of a kind gives it up. */
  public boolean isGivenUpBy(Profile profile) {
    return switch (need) {
      case NOBODY -> true;
      case STARTS -> profile != Profile.FRONT;
      case FRONT -> profile == Profile.WORKER;
    };
  }

  /** Returns whether an architecture has it. */
  public boolean isOn(Architecture architecture) {
    return number(architecture) != NONE;
  }

  /** Returns its number on an architecture. */
  public int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x8664;
      case AARCH64 -> aarch64;
    };
  }
}
