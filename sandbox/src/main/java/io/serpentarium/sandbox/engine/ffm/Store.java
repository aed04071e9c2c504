package io.serpentarium.sandbox.engine.ffm;

/**
 * A native store, in which one instance lives. Not thread-safe: for the guest's thread, or with the
 * guest held off.
 */
final class Store implements AutoCloseable {

  private static final long NO_FINALIZER = 0;
  private static final long MAX_TABLE_ELEMENTS = 100_000;

  /** The main module's, and those of side modules. */
  private static final long MAX_INSTANCES = 1 + 255;

  private static final long MAX_TABLES = 1;
  private static final long MAX_MEMORIES = 1;

  private final CApi api;
  private final long pointer;
  private final long context;
  private final long epochFunction;
  private final long number;

  private Store(LibWasmtime library, long pointer, long number) {
    this.api = library.api();
    this.epochFunction = library.upcalls().epochFunction();
    this.number = number;
    this.pointer = pointer;
    this.context = api.storeContext(pointer);
  }

  /**
   * Creates a store with its limits.
   *
   * @param number the number by which the upcalls know the guest
   */
  static Store create(EngineParts parts, EngineHandle engine, long number) {
    long pointer = parts.api().storeNew(engine.pointer(), number, NO_FINALIZER);
    Store store = new Store(parts.library(), pointer, number);
    store.limitMemory(parts.options().maxMemoryBytes());
    return store;
  }

  long context() {
    return context;
  }

  @Override
  public void close() {
    api.storeDelete(pointer);
  }

  /** Refuses to let a memory grow beyond a number of bytes from now on. */
  void limitMemory(long maxMemoryBytes) {
    api.storeLimiter(
        pointer, maxMemoryBytes, MAX_TABLE_ELEMENTS, MAX_INSTANCES, MAX_TABLES, MAX_MEMORIES);
  }

  /** Makes the guest call the host at every epoch from the next one on. */
  void comeByAtEpochs() {
    api.storeEpochCallback(pointer, epochFunction, number, NO_FINALIZER);
    api.setEpochDeadline(context, 1);
  }
}
