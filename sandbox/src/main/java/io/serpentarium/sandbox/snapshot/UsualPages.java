package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.libc.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The pages that every session writes to sooner or later, for the kernel to copy in advance: while
 * an instance waits in a pool, not when a session waits for it. Immutable and thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
 */
public final class UsualPages {

  private static final int MADV_DONTNEED = 4;
  private static final int MADV_POPULATE_WRITE = 23;

  /**
   * The most pages that a memory may keep as its own when it is renewed: ten times those that a
   * small program writes to. Writing a page costs the kernel less than dropping it and copying it
   * again at its next write.
   */
  private static final int MOST_KEPT = 768;

  private static final class Calls {
    static final MethodHandle ADVISE =
        CFunctions.get("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  private final PageRanges pages;

  /**
   * Creates the set of pages to copy.
   *
   * @param pages the pages, not to be changed any more; none if the system is not Linux
   */
  UsualPages(PageRanges pages) {
    this.pages = pages;
  }

  /**
   * Gives a memory copies of its own, with equal content. Linux before 5.14 refuses, and copies
   * each page at its first write.
   *
   * @param memory the memory of an instance that does not run
   */
  public void populate(GuestMemory memory) {
    memory.withSegment(this::populate);
  }

  private void populate(MemorySegment memory) {
    boolean done = true;
    for (int range = 0; done && range < pages.count(); range++) {
      done = populate(memory.address() + pages.offset(range), pages.bytes(range));
    }
  }

  /**
   * Resets a memory to that of a new instance. Its own pages are overwritten; of a memory with many
   * of them the kernel drops the unusual ones, so that it shows the module's image there again, and
   * zeros elsewhere.
   *
   * @param memory the memory of an instance that does not run, mapped as when it was made
   * @param own all pages of it that are not as the kernel mapped them
   * @return whether the kernel did; otherwise the memory must not be used
   */
  boolean renew(MemorySegment memory, PageRanges own, PristineMemory pristine) {
    PageRanges kept = own;
    if (own.pages() > MOST_KEPT) {
      if (!dropUnusual(memory)) {
        return false;
      }
      kept = pages;
    }
    for (int range = 0; range < kept.count(); range++) {
      for (int page = kept.first(range); page < kept.end(range); page++) {
        memory
            .asSlice((long) page * PageRanges.PAGE_BYTES, PageRanges.PAGE_BYTES)
            .copyFrom(pristine.page(page));
      }
    }
    return true;
  }

  private boolean dropUnusual(MemorySegment memory) {
    long done = 0;
    for (int range = 0; range < pages.count(); range++) {
      if (!drop(memory, done, pages.offset(range))) {
        return false;
      }
      done = pages.offset(range) + pages.bytes(range);
    }
    return drop(memory, done, memory.byteSize());
  }

  private static boolean drop(MemorySegment memory, long from, long end) {
    return from == end || advise(memory.address() + from, end - from, MADV_DONTNEED);
  }

  private static boolean populate(long address, long bytes) {
    return advise(address, bytes, MADV_POPULATE_WRITE);
  }

  private static boolean advise(long address, long bytes, int advice) {
    try {
      return (int) Calls.ADVISE.invokeExact(address, bytes, advice) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
