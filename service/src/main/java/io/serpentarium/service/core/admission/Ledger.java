package io.serpentarium.service.core.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of this node, in the Java heap and outside of it. Whatever a tenant sizes is acquired
 * here before it is allocated, for the tenant and for its owner, and released once it is freed.
 * Thread-safe; never blocks.
 *
 * <p>The two spaces have a budget each, since a process divides its memory between them when it
 * starts. In each, tenants have fair shares: see {@link FairShares}.
 */
public final class Ledger {

  /** The memory below which a node is small. */
  private static final long SMALL_BYTES = 1L << 30;

  /** The memory in which bytes lie. */
  public enum Space {
    /** In the Java heap. */
    HEAP("the heap is promised to others"),
    /** Outside of the Java heap: memory of guests, files, images, snapshots. */
    NATIVE("the node's memory is promised to others");

    private final String full;

    Space(String full) {
      this.full = full;
    }
  }

  /** The kind of object that bytes belong to. */
  public enum Owner {
    /** A request's body, and its answer until the client has it. */
    REQUEST,
    /** The output that an execution may write. */
    EXECUTION,
    /** A session's memory, files, terminal and image while it hibernates. */
    SESSION,
    /** States that a session can go back to. */
    HISTORY,
    /** Snapshots. */
    SNAPSHOT,
    /** Frames of a WebSocket and events that can be replayed. */
    STREAM,
    /** States on their way to or from another place. */
    TRANSFER
  }

  /** The copies of output: as text, and once more as it is sent. */
  private static final int COPIES = 2;

  private final Map<Space, Column> columns = new EnumMap<>(Space.class);
  private final boolean small;

  /**
   * An empty ledger.
   *
   * @param heap bytes of the Java heap that tenants may have together
   * @param nativeMemory bytes outside of it
   */
  public Ledger(FairShares heap, FairShares nativeMemory) {
    columns.put(Space.HEAP, new Column(heap));
    columns.put(Space.NATIVE, new Column(nativeMemory));
    small = nativeMemory.capacity() < SMALL_BYTES;
  }

  /** Creates a ledger for given sizes of heap and native memory. */
  public static Ledger of(Sharing sharing, long heap, long nativeMemory) {
    return new Ledger(sharing.of(Quota.MEMORY, heap), sharing.of(Quota.MEMORY, nativeMemory));
  }

  /** Registers meters of the bytes in use. */
  public Ledger measuredBy(MeterRegistry registry) {
    columns.forEach((space, column) -> column.register(name(space), registry));
    return this;
  }

  /** Returns the memory cost of a number of bytes of output. */
  public static long output(long bytes) {
    return COPIES * bytes;
  }

  /** Opens a holding for the heap memory of a tenant's request. */
  public HeapHolding open(Tenant tenant) {
    return open(tenant, Owner.REQUEST);
  }

  /** Opens an account of something of a tenant that lies in the heap. */
  public HeapHolding open(Tenant tenant, Owner owner) {
    return new HeapHolding(this, tenant, owner);
  }

  /** Opens the account that pays for a session or a snapshot of a tenant. */
  public MemoryAccount account(Tenant tenant) {
    return new LedgerAccount(this, tenant);
  }

  /**
   * Acquires bytes that are about to be allocated, all or none.
   *
   * @throws QuotaExceededException if the tenant has its share
   * @throws SandboxSaturatedException if the node has no such room
   */
  public void acquire(Space space, Tenant tenant, Owner owner, long bytes) {
    Column column = column(space);
    column.shares.acquire(tenant, bytes, () -> new SandboxSaturatedException(space.full));
    column.of(owner).addAndGet(bytes);
  }

  /** Counts bytes that are there already, whether there is room or not. */
  public void acquireUnchecked(Space space, Tenant tenant, Owner owner, long bytes) {
    Column column = column(space);
    column.shares.acquireUnchecked(tenant, bytes);
    column.of(owner).addAndGet(bytes);
  }

  /** Releases bytes that were acquired. */
  public void release(Space space, Tenant tenant, Owner owner, long bytes) {
    Column column = column(space);
    column.of(owner).addAndGet(-bytes);
    column.shares.release(tenant, bytes);
  }

  /**
   * Returns whether a tenant has no more than half of its equal share of either space. Where a
   * single tenant may have all, it never does.
   */
  public boolean hasLittle(Tenant tenant) {
    return columns.values().stream().allMatch(column -> column.shares.hasLittle(tenant));
  }

  /** Opens an account of something of the node's own, which leaves tenants less of the budget. */
  NodeAccount ownAccount() {
    return new NodeAccount(this);
  }

  /**
   * Makes something of the node's own, for which an account of its own pays. On a small node nobody
   * does: its budget is that of a few executions, of which something that is being made would take
   * one or two away.
   *
   * @param name how it is called if it does not fit
   * @throws SandboxSaturatedException if it does not fit
   */
  public <T> T makeOwn(String name, NodeAccount.Making<T> making) {
    return small ? making.make(MemoryAccount.unlimited()) : ownAccount().make(name, making);
  }

  /** Returns whether tenants have too little of the node's memory to keep much of it ready. */
  public boolean isSmall() {
    return small;
  }

  void acquireOwn(Space space, long bytes) {
    column(space).shares.acquireOwn(bytes, () -> new SandboxSaturatedException(space.full));
  }

  void releaseOwn(Space space, long bytes) {
    column(space).shares.releaseOwn(bytes);
  }

  /** Returns the bytes that tenants may have together in a space. */
  public long budget(Space space) {
    return column(space).shares.capacity();
  }

  /** Returns the bytes that are held in a space now. */
  public long held(Space space) {
    return column(space).shares.held();
  }

  private Column column(Space space) {
    return Objects.requireNonNull(columns.get(space));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The accounts of one space, by tenant and by owner. */
  private static final class Column {

    private final FairShares shares;
    private final Map<Owner, AtomicLong> byOwner = new EnumMap<>(Owner.class);

    Column(FairShares shares) {
      this.shares = shares;
      for (Owner owner : Owner.values()) {
        byOwner.put(owner, new AtomicLong());
      }
    }

    AtomicLong of(Owner owner) {
      return Objects.requireNonNull(byOwner.get(owner));
    }

    void register(String space, MeterRegistry registry) {
      byOwner.forEach(
          (owner, bytes) ->
              Gauge.builder("serpentarium.ledger.held", bytes, AtomicLong::get)
                  .description("Memory acquired for tenants, by space and owner")
                  .baseUnit("bytes")
                  .tag("space", space)
                  .tag("owner", name(owner))
                  .register(registry));
      Gauge.builder("serpentarium.ledger.budget", shares, FairShares::capacity)
          .description("Memory that tenants may have together")
          .baseUnit("bytes")
          .tag("space", space)
          .register(registry);
    }
  }
}
