package io.serpentarium.sandbox.confinement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A seccomp filter: a program of classic BPF over {@code struct seccomp_data} that permits
 * everything but the calls named here.
 *
 * <ul>
 *   <li>Every {@link SystemCall} that the process's {@link Profile} gives up fails with EPERM, and
 *       so does each call of another architecture's numbering.
 *   <li>{@code clone} makes threads of this process only, but in a front. {@code clone3}, whose
 *       flags lie in memory where no filter can read them, fails with ENOSYS, upon which the C
 *       library uses {@code clone}.
 *   <li>{@code socket} makes those of IP, of Unix and of netlink only, by which the C library finds
 *       this machine's addresses; others fail with EAFNOSUPPORT.
 *   <li>A worker signals threads of its own only, asks for and sets limits and priorities of its
 *       own only, and has no call that is newer than this table: ENOSYS.
 * </ul>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompFilter {

  static final int ALLOW = 0x7FFF0000;
  static final int EPERM = 1;
  static final int ENOSYS = 38;
  static final int EAFNOSUPPORT = 97;
  static final int CLONE_THREAD = 0x10000;

  /** {@code BPF_LD | BPF_W | BPF_ABS}. */
  static final int LOAD = 0x20;

  /** {@code BPF_JMP | BPF_JEQ | BPF_K}. */
  static final int JUMP_IF_EQUAL = 0x15;

  /** {@code BPF_JMP | BPF_JGE | BPF_K}, unsigned. */
  static final int JUMP_IF_AT_LEAST = 0x35;

  /** {@code BPF_JMP | BPF_JSET | BPF_K}. */
  static final int JUMP_IF_SET = 0x45;

  /** {@code BPF_RET | BPF_K}. */
  static final int RETURN = 0x06;

  private static final int ERRNO = 0x00050000;

  private static final int NUMBER_OFFSET = 0;
  private static final int ARCHITECTURE_OFFSET = 4;

  /** The offset of the lower half of the first argument; both architectures are little-endian. */
  private static final int ARGUMENT_OFFSET = 16;

  private static final int SECOND_ARGUMENT_OFFSET = 24;

  /** The first number of x32 calls, which the kernel also accepts on x86-64. */
  private static final int X32 = 0x40000000;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;

  /** The number after the last that the table knows. */
  private static final int UNKNOWN = 468;

  private final Architecture architecture;
  private final Profile profile;
  private final List<Instruction> program = new ArrayList<>();

  private SeccompFilter(Architecture architecture, Profile profile) {
    this.architecture = architecture;
    this.profile = profile;
  }

  /**
   * An instruction.
   *
   * @param ifTrue the number of instructions to skip if the test holds
   * @param ifFalse the number of instructions to skip otherwise
   */
  public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  /**
   * Returns the program for a process.
   *
   * @param process its number, the only one that a worker may signal
   */
  public static List<Instruction> of(Architecture architecture, Profile profile, int process) {
    SeccompFilter filter = new SeccompFilter(architecture, profile);
    filter.build(process);
    return List.copyOf(filter.program);
  }

  private void build(int process) {
    load(ARCHITECTURE_OFFSET);
    jump(JUMP_IF_EQUAL, architecture.audit(), 1, 0);
    fail(EPERM);
    load(NUMBER_OFFSET);
    if (architecture == Architecture.X86_64) {
      jump(JUMP_IF_AT_LEAST, X32, 0, 1);
      fail(EPERM);
    }
    Arrays.stream(SystemCall.values())
        .filter(call -> call.isOn(architecture) && call.isGivenUpBy(profile))
        .forEach(call -> refuse(call.number(architecture), EPERM));
    refuse(clone3(), ENOSYS);
    if (profile != Profile.FRONT) {
      allowIf(clone(architecture), ARGUMENT_OFFSET, JUMP_IF_SET, CLONE_THREAD);
    }
    if (profile == Profile.WORKER) {
      jump(JUMP_IF_AT_LEAST, UNKNOWN, 0, 1);
      fail(ENOSYS);
      allowIf(tgkill(architecture), ARGUMENT_OFFSET, JUMP_IF_EQUAL, process);
      allowIf(prlimit(architecture), ARGUMENT_OFFSET, JUMP_IF_EQUAL, 0);
      allowIf(setpriority(architecture), SECOND_ARGUMENT_OFFSET, JUMP_IF_EQUAL, 0);
    } else {
      allowSomeSockets();
    }
    allow();
  }

  private void refuse(int number, int error) {
    jump(JUMP_IF_EQUAL, number, 0, 1);
    fail(error);
  }

  /** Allows a call only if a test of an argument holds; every branch ends. */
  private void allowIf(int number, int argument, int test, int operand) {
    jump(JUMP_IF_EQUAL, number, 0, 4);
    load(argument);
    jump(test, operand, 0, 1);
    allow();
    fail(EPERM);
  }

  private void allowSomeSockets() {
    jump(JUMP_IF_EQUAL, SystemCall.SOCKET.number(architecture), 0, 6);
    load(ARGUMENT_OFFSET);
    jump(JUMP_IF_EQUAL, AF_UNIX, 4, 0);
    jump(JUMP_IF_EQUAL, AF_INET, 3, 0);
    jump(JUMP_IF_EQUAL, AF_INET6, 2, 0);
    jump(JUMP_IF_EQUAL, AF_NETLINK, 1, 0);
    fail(EAFNOSUPPORT);
  }

  private void load(int offset) {
    program.add(new Instruction(LOAD, 0, 0, offset));
  }

  private void jump(int code, int operand, int ifTrue, int ifFalse) {
    program.add(new Instruction(code, ifTrue, ifFalse, operand));
  }

  private void fail(int error) {
    program.add(new Instruction(RETURN, 0, 0, ERRNO | error));
  }

  private void allow() {
    program.add(new Instruction(RETURN, 0, 0, ALLOW));
  }

  static int clone(Architecture architecture) {
    return architecture == Architecture.X86_64 ? 56 : 220;
  }

  /**
   * Returns the number of {@code clone3}, equal on every architecture like those of all newer
   * calls.
   */
  static int clone3() {
    return 435;
  }

  static int tgkill(Architecture architecture) {
    return architecture == Architecture.X86_64 ? 234 : 131;
  }

  static int prlimit(Architecture architecture) {
    return architecture == Architecture.X86_64 ? 302 : 261;
  }

  static int setpriority(Architecture architecture) {
    return architecture == Architecture.X86_64 ? 141 : 140;
  }
}
