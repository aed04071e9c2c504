package io.serpentarium.sandbox.engine.ffm;

/**
 * A native store, in which one instance lives. Not thread-safe: for the guest's thread, or with the
 * guest held off.
 */
final class Store implements AutoCloseable {

  private static final long NO_FINALIZER = 0;
  private static final long MAX_TABLE_ELEMENTS = 100_000;
  private static final long MAX_INSTANCES = 1;
  private static final long MAX_TABLES = 1;
  private static final long MAX_MEMORIES = 1;

  private final CApi api;
  private final long pointer;
  private final long context;

  private Store(CApi api, long pointer) {
    this.api = api;
    this.pointer = pointer;
    this.context = Downcalls.call(api.storeContext, pointer);
  }

  /**
   * A store with its limits, whose guest comes by at the next epoch.
   *
   * @param number by which the upcalls know the guest
   */
  static Store create(
      LibWasmtime library, EngineHandle engine, long number, FfmEngineOptions options) {
    CApi api = library.api();
    Store store =
        new Store(api, Downcalls.call(api.storeNew, engine.pointer(), number, NO_FINALIZER));
    store.limit(options.maxMemoryBytes());
    store.comeByAtEpochs(library.upcalls().epochFunction(), number);
    return store;
  }

  long context() {
    return context;
  }

  @Override
  public void close() {
    Downcalls.run(api.storeDelete, pointer);
  }

  private void limit(long maxMemoryBytes) {
    Downcalls.run(
        api.storeLimiter,
        pointer,
        maxMemoryBytes,
        MAX_TABLE_ELEMENTS,
        MAX_INSTANCES,
        MAX_TABLES,
        MAX_MEMORIES);
  }

  private void comeByAtEpochs(long function, long number) {
    Downcalls.run(api.storeEpochCallback, pointer, function, number, NO_FINALIZER);
    Downcalls.run(api.setEpochDeadline, context, 1);
  }
}
