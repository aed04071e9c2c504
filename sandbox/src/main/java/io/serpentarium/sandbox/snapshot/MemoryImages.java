package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes images of the memories of one module's instances, and writes them into other instances of
 * it. Thread-safe. An instance must not run meanwhile.
 *
 * <p>All offsets and pages are counted from where the host's view of the memory begins; what is
 * hidden before it belongs to the stack, and is in no image.
 */
public final class MemoryImages implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryImages.class);

  private final long hidden;
  private final long stackEnd;
  private final long maxMemoryBytes;
  private final PristineMemory pristine;
  private final Optional<Pagemap> pagemap;
  private final Optional<WriteWatch> watch;
  private final BeforeImages buffers;
  private final PageCodec codec;

  /**
   * Images of a module's instances.
   *
   * @param neverRun the memory of an instance that has run no code; not kept
   */
  public MemoryImages(GuestLayout layout, GuestMemory neverRun) {
    this.hidden = neverRun.hiddenBytes();
    this.stackEnd = layout.stackBytes() - hidden;
    this.maxMemoryBytes = layout.maxMemoryBytes() - hidden;
    this.pristine = neverRun.fromSegment(memory -> PristineMemory.copyOf(memory, stackEnd));
    this.codec = new PageCodec(pristine);
    this.pagemap = Pagemap.open();
    this.watch = pagemap.map(PagemapScan::new).filter(PagemapScan::works).flatMap(WriteWatch::open);
    LOG.debug("Writes are watched: {}", watch.isPresent());
    this.buffers = new BeforeImages(scans());
  }

  private Supplier<PageScan> scans() {
    if (pagemap.isEmpty()) {
      LOG.info("No pagemap: comparing pages instead");
      return () -> new PageComparison(pristine);
    }
    Pagemap found = pagemap.get();
    if (new PagemapScan(found).works()) {
      return () -> new PagemapScan(found);
    }
    LOG.info("No PAGEMAP_SCAN: reading the entries of the pagemap instead");
    return PagemapEntries::new;
  }

  /** The pages that an instance has made its own so far, as those that every one will. */
  public UsualPages usualPages(GuestMemory memory) {
    PageRanges usual = new PageRanges();
    if (pagemap.isPresent()) {
      try (BeforeImage buffer = buffers.take()) {
        memory.withSegment(segment -> usual.addUnion(buffer.find(segment, 0), new PageRanges()));
      }
    }
    return new UsualPages(usual);
  }

  /**
   * Resets a memory to that of a new instance.
   *
   * @param memory a memory of which no page was ever settled or watched
   * @param usual the pages that it keeps as its own
   * @return false if it has grown, if no system call does this, or if the call was refused
   */
  public boolean renew(GuestMemory memory, UsualPages usual) {
    return memory.fromSegment(segment -> renew(segment, usual));
  }

  private boolean renew(MemorySegment segment, UsualPages usual) {
    if (pagemap.isEmpty() || segment.byteSize() != pristine.memoryBytes()) {
      return false;
    }
    HiddenPages.drop(segment, hidden);
    try (BeforeImage buffer = buffers.take()) {
      return usual.renew(segment, buffer.find(segment, 0), pristine);
    }
  }

  /** Returns whether a memory is byte for byte that of a new instance, above its stack. */
  public boolean isNew(GuestMemory memory) {
    return memory.fromSegment(this::isNew);
  }

  private boolean isNew(MemorySegment segment) {
    int pages = (int) (segment.byteSize() / PageRanges.PAGE_BYTES);
    return segment.byteSize() == pristine.memoryBytes()
        && IntStream.range(pristine.firstPage(), pages)
            .allMatch(page -> pristine.hasSame(segment, page));
  }

  /**
   * Copies a memory's pages for as long as an execution takes, but for those that are settled.
   *
   * @param pages the pages of the session; more of them are settled if there are many
   */
  public BeforeImage before(GuestMemory memory, SessionPages pages) {
    return memory.fromSegment(segment -> before(segment, pages));
  }

  private BeforeImage before(MemorySegment segment, SessionPages pages) {
    BeforeImage image = buffers.take();
    try {
      PageRanges own = find(image, segment, pages);
      if (pagemap.isPresent() && pages.settled().worthwhile(own)) {
        pages.unwatched();
        pages.settled().settle(segment, own);
        find(image, segment, pages);
      } else if (watch.isPresent() && pages.watchIsDue()) {
        watch(watch.get(), segment, own, pages);
      }
      image.take(segment);
      return image;
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  /** Copies a memory's pages for as long as it takes to {@link #replace} them. */
  public BeforeImage keep(GuestMemory memory, SessionPages pages) {
    return memory.fromSegment(segment -> keep(segment, pages));
  }

  private BeforeImage keep(MemorySegment segment, SessionPages pages) {
    BeforeImage image = buffers.take();
    try {
      find(image, segment, pages);
      image.take(segment);
      return image;
    } catch (RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  private PageRanges find(BeforeImage image, MemorySegment segment, SessionPages pages) {
    PageRanges found = image.find(segment, stackEnd, pages.watchedBytes());
    pages.found(found.pages());
    return found;
  }

  /** Looks at how much of a memory is its session's alone: see {@link SessionPages#heldBytes}. */
  public void measure(GuestMemory memory, SessionPages pages) {
    if (pagemap.isEmpty()) {
      return;
    }
    try (BeforeImage buffer = buffers.take()) {
      memory.withSegment(segment -> find(buffer, segment, pages));
    }
  }

  private void watch(WriteWatch by, MemorySegment segment, PageRanges own, SessionPages pages) {
    if (by.watch(segment, stackEnd, own)) {
      pages.watched(segment.byteSize());
    }
  }

  /**
   * Copies a memory's pages for good.
   *
   * @param pages the pages of the session
   * @param previous an image whose equal pages are shared, or null
   * @param blocks the blocks that pay for the others
   * @return an image that the caller closes
   */
  public MemoryImage capture(
      GuestMemory memory, SessionPages pages, @Nullable MemoryImage previous, Blocks blocks) {
    try (BeforeImage buffer = buffers.take()) {
      return memory.fromSegment(
          segment ->
              MemoryImage.of(segment, changed(buffer, segment, pages), pristine, previous, blocks));
    }
  }

  private PageRanges changed(BeforeImage buffer, MemorySegment segment, SessionPages pages) {
    PageRanges changed = new PageRanges();
    changed.addUnion(find(buffer, segment, pages), pages.settled().runs());
    return changed;
  }

  /**
   * Applies an image to the memory of an instance, whatever the instance has written so far.
   *
   * @param below the pages that the image lies upon
   * @throws io.serpentarium.sandbox.engine.EngineException if it cannot grow to the image's size
   */
  public void apply(PageImage image, SessionPages below, Instance instance) {
    instance.growMemory(hidden + image.memoryBytes());
    instance.memory().withSegment(memory -> apply(image, below, memory));
  }

  /**
   * Moves the long runs of an image's pages into a file, for many sessions to share.
   *
   * @param mostRuns the most runs, of which the longest are taken
   * @param account pays for the file until its last owner has released it
   * @return a file that the caller releases; empty if there is no run that is long enough, or where
   *     pages that a file lies below cannot be told from others
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for it
   * @throws io.serpentarium.sandbox.engine.EngineException if the system has no descriptor or
   *     memory for it
   */
  public Optional<PageFile> share(MemoryImage image, int mostRuns, MemoryAccount account) {
    PageRanges runs = PageFile.longRuns(image.ranges(), mostRuns);
    return pagemap.isPresent() && runs.count() > 0
        ? Optional.of(PageFile.of(image, runs, account))
        : Optional.empty();
  }

  /**
   * Makes the memory of an instance what an image says, most of it by a file that is shared.
   *
   * @param file made of the image
   * @param pages of the session, of which none is settled
   * @throws io.serpentarium.sandbox.engine.EngineException if the memory cannot grow to the image's
   *     size
   */
  public void apply(MemoryImage image, PageFile file, SessionPages pages, Instance instance) {
    instance.growMemory(hidden + image.memoryBytes());
    pages.settled().adopt(file);
    instance
        .memory()
        .withSegment(
            memory -> {
              file.lay(memory);
              try (BeforeImage buffer = buffers.take()) {
                clear(buffer.find(memory, stackEnd), image::has, memory);
              }
              image.writeTo(memory, page -> !file.runs().has(page));
            });
  }

  private void apply(PageImage image, SessionPages below, MemorySegment memory) {
    below.settled().lay(memory);
    try (BeforeImage buffer = buffers.take()) {
      write(image, memory, buffer.find(memory, stackEnd));
    }
  }

  /**
   * Decompresses an image into the memory of an instance, page by page.
   *
   * @throws io.serpentarium.sandbox.engine.EngineException if it cannot grow to the image's size
   */
  public void apply(CompressedImage image, Instance instance) {
    instance.growMemory(hidden + image.memoryBytes());
    instance.memory().withSegment(memory -> apply(image, memory));
  }

  private void apply(CompressedImage image, MemorySegment memory) {
    try (DataInputStream in = new DataInputStream(Compression.from(image.content().reader()));
        BeforeImage buffer = buffers.take()) {
      PageIndex index = codec.readIndex(in, image.memoryBytes());
      clear(buffer.find(memory, stackEnd), index::has, memory);
      codec.readPages(in, index, memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Replaces a session's memory by an image that {@link #fits}, and clears its stack.
   *
   * @param pages the pages of the session, which are {@linkplain SessionPages#areInPlace() in
   *     place}
   */
  public void replace(GuestMemory memory, SessionPages pages, MemoryImage image) {
    memory.withSegment(segment -> replace(segment, pages, image));
  }

  private void replace(MemorySegment segment, SessionPages pages, MemoryImage image) {
    HiddenPages.drop(segment, hidden);
    try (BeforeImage buffer = buffers.take()) {
      write(image, segment, buffer.find(segment, 0, pages.watchedBytes()));
    }
  }

  /**
   * Writes an image.
   *
   * @param own pages of the memory that may differ from a new instance's
   */
  private void write(PageImage image, MemorySegment memory, PageRanges own) {
    clear(own, image::has, memory);
    image.writeTo(memory);
  }

  /** Makes pages those of a new instance, but for some. */
  private void clear(PageRanges own, IntPredicate kept, MemorySegment memory) {
    for (int range = 0; range < own.count(); range++) {
      for (int page = own.first(range); page < own.end(range); page++) {
        if (!kept.test(page)) {
          long offset = (long) page * PageRanges.PAGE_BYTES;
          memory.asSlice(offset, PageRanges.PAGE_BYTES).copyFrom(pristine.page(page));
        }
      }
    }
  }

  /**
   * Compresses a memory's pages, page by page.
   *
   * @param blocks pays for what comes of it
   * @return an image that the caller closes
   */
  public CompressedImage compress(GuestMemory memory, SessionPages pages, Blocks blocks) {
    return memory.fromSegment(segment -> compress(segment, pages, blocks));
  }

  private CompressedImage compress(MemorySegment segment, SessionPages pages, Blocks blocks) {
    BlockBuffer content = new BlockBuffer(blocks);
    PageSource source;
    try (BeforeImage buffer = buffers.take();
        DataOutputStream out = new DataOutputStream(Compression.to(content.appender()))) {
      source = PagesInPlace.of(segment, changed(buffer, segment, pages), pristine);
      codec.write(source, out);
    } catch (IOException e) {
      content.release();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      content.release();
      throw e;
    }
    return new CompressedImage(
        segment.byteSize(), (long) source.pages() * PageRanges.PAGE_BYTES, content);
  }

  /**
   * The image that was compressed.
   *
   * @param blocks pays for it
   * @return an image that the caller closes
   */
  public MemoryImage decompress(CompressedImage compressed, Blocks blocks) {
    try (DataInputStream in =
        new DataInputStream(Compression.from(compressed.content().reader()))) {
      return codec.read(in, compressed.memoryBytes(), blocks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Size of the whole memory of a compressed image, in bytes. */
  public long memoryBytes(CompressedImage compressed) {
    return hidden + compressed.memoryBytes();
  }

  /** Bytes at the beginning of every memory that no image has. */
  public long hiddenBytes() {
    return hidden;
  }

  /**
   * Returns whether an image can {@link #replace} the content of a memory, for which both must have
   * the same size.
   */
  public boolean fits(PageImage image, GuestMemory memory) {
    return memory.size() == hidden + image.memoryBytes() && HiddenPages.canBeDropped(hidden);
  }

  /** Bytes that an image may have. */
  long maxMemoryBytes() {
    return maxMemoryBytes;
  }

  /** Writes an image so that every sandbox with the same module can {@link #read} it. */
  void write(MemoryImage image, DataOutputStream out) throws IOException {
    codec.write(image, out);
  }

  /**
   * Reads an image.
   *
   * @param maxMemoryBytes the most that the whole memory may have
   * @param blocks the blocks that pay for the image
   * @throws io.serpentarium.sandbox.vfs.InvalidStateException if the image is invalid
   * @throws io.serpentarium.sandbox.vfs.StateTooLargeException if it has more memory
   */
  MemoryImage read(DataInputStream in, long maxMemoryBytes, Blocks blocks) throws IOException {
    return codec.read(in, Math.min(maxMemoryBytes - hidden, this.maxMemoryBytes), blocks);
  }

  @Override
  public void close() {
    buffers.close();
    watch.ifPresent(WriteWatch::close);
    pagemap.ifPresent(Pagemap::close);
  }
}
