package io.serpentarium.sandbox.engine;

/**
 * A function that the host provides to an instance.
 *
 * @param type the type, with at most one result
 */
public record HostFunction(String module, String name, FunctionType type, Body body) {

  /** The function itself. */
  @FunctionalInterface
  public interface Body {

    /**
     * Runs on the guest's thread.
     *
     * <p>Any exception ends the guest's call: the adapter keeps it, traps, and throws it again from
     * {@link Instance#call}. The instance must not be entered after that.
     *
     * @param arguments the arguments in order; an i32 as unsigned in the low half. Valid during the
     *     call only
     * @return the result (the low half of it for an i32), or anything if the type has none
     */
    long call(long[] arguments);
  }
}
