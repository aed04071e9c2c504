package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.UnpolledModuleException;
import io.serpentarium.sandbox.wasm.PolledCode;
import java.util.Optional;

/**
 * The beginning of the memory of a module that polls. Only guest code touches it: the host's view
 * of the memory begins after it, whatever the engine's mode, so that guests behave alike.
 */
public final class PollingPage {

  /** Bytes of it: a page of WebAssembly, and a multiple of any system's pages. */
  public static final long BYTES = 1 << 16;

  private PollingPage() {}

  /**
   * Bytes of a module's memory, from its beginning on, that the host leaves alone.
   *
   * @param wasm the module as the engine was given it
   * @throws UnpolledModuleException if the mode needs polls and some are missing
   */
  public static long hiddenBytes(byte[] wasm, InterruptionMode mode) {
    Optional<String> flaw = PolledCode.flaw(wasm);
    if (flaw.isPresent() && mode == InterruptionMode.POLL) {
      throw new UnpolledModuleException(flaw.get());
    }
    return flaw.isPresent() ? 0 : BYTES;
  }
}
