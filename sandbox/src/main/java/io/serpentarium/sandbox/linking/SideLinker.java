package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideImport;
import io.serpentarium.sandbox.engine.SideModules;
import io.serpentarium.sandbox.linking.LinkEvent.Opened;
import io.serpentarium.sandbox.linking.LinkEvent.Placed;
import io.serpentarium.sandbox.linking.LinkEvent.Resolved;
import io.serpentarium.sandbox.linking.SideCatalogue.Side;
import io.serpentarium.sandbox.wasm.Dylink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;

/**
 * Links side modules with one instance, and keeps the log of that. For the thread that runs the
 * guest, or that has it.
 *
 * <p>Whatever is refused by a {@link LinkException} has changed nothing. Whatever else is thrown
 * may have: then the instance must only be closed.
 */
public final class SideLinker {

  /** Bytes that a name of an export may have. */
  static final int MOST_NAME_BYTES = 1024;

  /** Elements that the table may have. */
  private static final int MOST_ELEMENTS = 100_000;

  private final SideCatalogue catalogue;
  private final Instance instance;
  private final LongConsumer payer;
  private final List<LinkEvent> events = new ArrayList<>();
  private final List<Opening> openings = new ArrayList<>();

  /** Slots of main's functions that this linker has taken. */
  private final Map<String, Integer> mainSlots = new HashMap<>();

  private long nativeBytes;

  /** A side module with a handle. */
  private static final class Opening {
    final String sha256;
    final Side side;

    /** The number of the module in the instance; 0 before it is linked. */
    int number;

    int memoryBase;
    int tableBase;
    final Map<String, Integer> slots = new HashMap<>();

    Opening(String sha256, Side side) {
      this.sha256 = sha256;
      this.side = side;
    }

    boolean isLinked() {
      return number != 0;
    }
  }

  /**
   * Creates a linker for an instance with which nothing is linked.
   *
   * @param payer a consumer that is charged roughly the bytes of each instance of a side module,
   *     and may refuse by throwing
   */
  public SideLinker(SideCatalogue catalogue, Instance instance, LongConsumer payer) {
    this.catalogue = catalogue;
    this.instance = instance;
    this.payer = payer;
  }

  /** Returns roughly the bytes that linked modules take in addition to linear memory. */
  public long nativeBytes() {
    return nativeBytes;
  }

  /** Returns the log of all links so far. */
  public LinkLog log() {
    return events.isEmpty() ? LinkLog.EMPTY : new LinkLog(events, instance.sides().tableSize());
  }

  /** Returns whether nothing was linked or opened. */
  public boolean isUnused() {
    return events.isEmpty();
  }

  /** Returns whether the links so far are exactly those of a log. */
  public boolean isAt(LinkLog log) {
    return events.equals(log.events());
  }

  /** Starts to load a module; see {@link SideCatalogue#find}. */
  CompletableFuture<Side> find(String sha256) throws LinkException {
    return catalogue.find(sha256);
  }

  /**
   * Returns the handle of a module.
   *
   * @param loaded the result of {@link #find}, complete
   * @throws LinkException if the module cannot be used
   */
  int open(String sha256, CompletableFuture<Side> loaded) throws LinkException {
    for (int handle = 0; handle < openings.size(); handle++) {
      if (openings.get(handle).sha256.equals(sha256)) {
        return handle;
      }
    }
    openings.add(new Opening(sha256, result(loaded)));
    events.add(new Opened(sha256));
    return openings.size() - 1;
  }

  private static Side result(CompletableFuture<Side> loaded) throws LinkException {
    try {
      return loaded.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LinkException refused) {
        throw new LinkException(String.valueOf(refused.getMessage()), refused);
      }
      throw e;
    }
  }

  Dylink needOf(int handle) throws LinkException {
    return opening(handle).side.image().dylink();
  }

  boolean isLinked(int handle) throws LinkException {
    return opening(handle).isLinked();
  }

  private Opening opening(int handle) throws LinkException {
    if (handle < 0 || handle >= openings.size()) {
      throw new LinkException("there is no extension module of that handle");
    }
    return openings.get(handle);
  }

  /**
   * Links a module.
   *
   * @param memoryBase the address of as much memory as it needs, which is zero
   * @throws LinkException if it is linked already, the memory is unsuitable, or the table would
   *     become too large
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  Starters place(int handle, int memoryBase) throws LinkException {
    Opening opening = opening(handle);
    SideImage image = opening.side.image();
    if (opening.isLinked()) {
      throw new LinkException("the extension module is linked already");
    }
    requirePlace(Integer.toUnsignedLong(memoryBase), image.dylink());
    new Placing(opening, memoryBase).run();
    events.add(new Placed(handle, memoryBase));
    return new Starters(
        opening.slots.getOrDefault(Starters.RELOCATIONS, 0),
        opening.slots.getOrDefault(Starters.CONSTRUCTORS, 0));
  }

  private void requirePlace(long base, Dylink dylink) throws LinkException {
    GuestMemory memory = instance.memory();
    boolean fits =
        base % dylink.memoryAlignment() == 0
            && base >= memory.hiddenBytes()
            && base + dylink.memoryBytes() <= memory.size();
    if (!fits && dylink.memoryBytes() > 0) {
      throw new LinkException("the extension module has no such place in memory");
    }
  }

  /** A module that is being linked. */
  private final class Placing {
    private final Opening opening;
    private final SideImage image;
    private final int memoryBase;
    private final SideModules sides = instance.sides();
    private final int tableBase;
    private int end;

    /** Functions that get a slot, of the main module and of this one. */
    private final Map<String, Integer> newMainSlots = new HashMap<>();

    private final Map<String, Integer> newSlots = new HashMap<>();

    Placing(Opening opening, int memoryBase) {
      this.opening = opening;
      this.image = opening.side.image();
      this.memoryBase = memoryBase;
      int alignment = (int) image.dylink().tableAlignment();
      this.tableBase = Math.ceilDiv(sides.tableSize(), alignment) * alignment;
      this.end = tableBase + (int) image.dylink().tableSlots();
    }

    void run() throws LinkException {
      List<SideImport> imports = image.bindings().stream().map(this::value).toList();
      for (String starter : Starters.NAMES) {
        if (image.exportsFunction(starter)) {
          ownSlot(starter);
        }
      }
      if (end > MOST_ELEMENTS) {
        throw new LinkException("there is no room for more functions of extension modules");
      }
      payer.accept(image.nativeBytes());
      nativeBytes += image.nativeBytes();
      sides.growTable(end);
      opening.number = sides.link(opening.side.module(), imports);
      opening.memoryBase = memoryBase;
      opening.tableBase = tableBase;
      newMainSlots.forEach((name, slot) -> sides.setElement(slot, SideModules.MAIN, name));
      newSlots.forEach((name, slot) -> sides.setElement(slot, opening.number, name));
      mainSlots.putAll(newMainSlots);
      opening.slots.putAll(newSlots);
      for (String starter : Starters.NAMES) {
        if (image.exportsFunction(starter)) {
          opening.slots.put(starter, ownSlot(starter));
        }
      }
    }

    private SideImport value(Binding binding) {
      return switch (binding) {
        case Binding.Fixed(SideImport value) -> value;
        case Binding.MemoryBase(boolean mutable) -> new SideImport.NewGlobal(memoryBase, mutable);
        case Binding.TableBase(boolean mutable) -> new SideImport.NewGlobal(tableBase, mutable);
        case Binding.OwnData(int offset, boolean mutable) ->
            new SideImport.NewGlobal(memoryBase + offset, mutable);
        case Binding.OwnSlot(String export, boolean mutable) ->
            new SideImport.NewGlobal(ownSlot(export), mutable);
        case Binding.MainSlot(String export, boolean mutable) ->
            new SideImport.NewGlobal(mainSlot(export), mutable);
      };
    }

    private int ownSlot(String export) {
      OptionalInt slot = image.ownSlot(export);
      return slot.isPresent()
          ? tableBase + slot.getAsInt()
          : newSlots.computeIfAbsent(export, name -> end++);
    }

    private int mainSlot(String export) {
      Integer slot = mainSlots.get(export);
      return slot == null ? newMainSlots.computeIfAbsent(export, name -> end++) : slot;
    }
  }

  /**
   * The address of data that a module exports, or the slot of a function; 0 when there is no such
   * export.
   *
   * @throws LinkException if the module is not linked, or the table would become too large
   */
  int symbol(int handle, String name) throws LinkException {
    Opening opening = opening(handle);
    if (!opening.isLinked()) {
      throw new LinkException("the extension module is not linked");
    }
    SideImage image = opening.side.image();
    if (!image.exportsFunction(name)) {
      OptionalInt data = image.outline().exportedConstant(name);
      return data.isPresent() ? opening.memoryBase + data.getAsInt() : 0;
    }
    OptionalInt own = image.ownSlot(name);
    if (own.isPresent()) {
      return opening.tableBase + own.getAsInt();
    }
    Integer known = opening.slots.get(name);
    return known == null ? addSlot(handle, opening, name) : known;
  }

  private int addSlot(int handle, Opening opening, String name) throws LinkException {
    SideModules sides = instance.sides();
    int slot = sides.tableSize();
    if (slot >= MOST_ELEMENTS) {
      throw new LinkException("there is no room for more functions of extension modules");
    }
    sides.growTable(slot + 1);
    sides.setElement(slot, opening.number, name);
    opening.slots.put(name, slot);
    events.add(new Resolved(handle, name));
    return slot;
  }

  /**
   * Loads the modules of a log, which takes seconds where they are compiled for the first time.
   *
   * @throws LinkException if one of them cannot be used
   */
  public void load(LinkLog log) throws LinkException {
    for (LinkEvent event : log.events()) {
      if (event instanceof Opened(String sha256)) {
        var _ = result(find(sha256));
      }
    }
  }

  /**
   * Repeats the links of a log, in an instance with which nothing is linked. Its memory must have
   * grown to include the modules' places; the caller has to overwrite what they write to it.
   *
   * @throws LinkException if a module is missing, or the log makes no sense; the instance must only
   *     be closed then
   */
  public void replay(LinkLog log) throws LinkException {
    for (LinkEvent event : log.events()) {
      switch (event) {
        case Opened(String sha256) -> open(sha256, find(sha256));
        case Placed(int handle, int memoryBase) -> place(handle, memoryBase);
        case Resolved(int handle, String export) -> symbol(handle, export);
      }
    }
    if (!isAt(log) || (!log.isEmpty() && instance.sides().tableSize() != log.tableSize())) {
      throw new LinkException("the log of links does not lead to the same table");
    }
  }
}
