package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a memory that differ from those of a new instance, outside of the heap. Immutable;
 * images of one session share equal pages. Freed by its close, or once unreachable; code that uses
 * an image while another owner may close it retains it.
 */
public final class MemoryImage implements PageImage, PageSource, AutoCloseable {

  private final ImagePages pages;
  private final Cleanable cleanable;

  /** An image of pages that become its own. */
  MemoryImage(ImagePages pages, Blocks blocks) {
    this.pages = pages;
    this.cleanable = blocks.heap().whenUnreachable(this, pages::release);
  }

  /**
   * Copies the pages of a memory that differ.
   *
   * @param candidates ranges that include all pages that differ
   * @param previous an image whose equal pages are shared, or null
   * @param blocks the blocks that pay for the others
   */
  static MemoryImage of(
      MemorySegment memory,
      PageRanges candidates,
      PristineMemory pristine,
      @Nullable MemoryImage previous,
      Blocks blocks) {
    ImagePages pages = new ImagePages(memory.byteSize(), candidates.pages(), blocks);
    try {
      for (int range = 0; range < candidates.count(); range++) {
        for (int page = candidates.first(range); page < candidates.end(range); page++) {
          if (!pristine.hasSame(memory, page)) {
            add(page, pages, memory, previous);
          }
        }
      }
      pages.copyMissing(memory, blocks);
      return new MemoryImage(pages, blocks);
    } catch (RuntimeException | Error e) {
      pages.release();
      throw e;
    }
  }

  private static void add(
      int page, ImagePages pages, MemorySegment memory, @Nullable MemoryImage previous) {
    NativeBlock known = previous == null ? null : previous.pages.find(page);
    if (known != null && known.hasSame(memory, (long) page * PAGE_BYTES, PAGE_BYTES)) {
      known.retain();
      pages.add(page, known);
    } else {
      pages.addMissing(page);
    }
  }

  /** Adds an owner, or throws IllegalStateException when it is freed. */
  void retain() {
    try {
      pages.retain();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Takes an owner away that was added. */
  void release() {
    pages.release();
  }

  @Override
  public boolean has(int page) {
    return pages.find(page) != null;
  }

  @Override
  public long memoryBytes() {
    return pages.memoryBytes();
  }

  /** Returns the number of pages. */
  @Override
  public int pages() {
    return pages.count();
  }

  /** Bytes of its pages. */
  public long sizeBytes() {
    return (long) pages() * PAGE_BYTES;
  }

  @Override
  public int index(int position) {
    return pages.index(position);
  }

  @Override
  public void read(int position, byte[] target) {
    retain();
    try {
      pages.content(position).read(0, target, 0, PAGE_BYTES);
    } finally {
      pages.release();
    }
  }

  /** The page of a position. */
  NativeBlock content(int position) {
    return pages.content(position);
  }

  @Override
  public void writeTo(MemorySegment memory) {
    writeTo(memory, page -> true);
  }

  /** Writes some of its pages into a memory of at least its size. */
  void writeTo(MemorySegment memory, IntPredicate wanted) {
    retain();
    try {
      for (int i = 0; i < pages(); i++) {
        if (wanted.test(index(i))) {
          pages.content(i).copyTo(memory, (long) index(i) * PAGE_BYTES, PAGE_BYTES);
        }
      }
    } finally {
      pages.release();
    }
  }

  /** Writes those of its pages that lie in some ranges, one behind the other. */
  void copyTo(MemorySegment content, PageRanges runs) {
    retain();
    try {
      long target = 0;
      for (int i = 0; i < pages(); i++) {
        if (runs.has(index(i))) {
          pages.content(i).copyTo(content, target, PAGE_BYTES);
          target += PAGE_BYTES;
        }
      }
    } finally {
      pages.release();
    }
  }

  /** Returns the ranges of its pages. */
  PageRanges ranges() {
    PageRanges ranges = new PageRanges();
    for (int i = 0; i < pages(); i++) {
      ranges.add(index(i), index(i) + 1);
    }
    return ranges;
  }

  /** Releases the image. Idempotent. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
