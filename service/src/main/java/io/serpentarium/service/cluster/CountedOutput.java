package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts bytes before they are kept: as they are written, and once more as they are sent. */
final class CountedOutput extends FilterOutputStream {

  private final HeapHolding holding;

  CountedOutput(OutputStream kept, HeapHolding holding) {
    super(kept);
    this.holding = holding;
  }

  /** Throws as {@link HeapHolding#acquire} does. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    holding.acquire(Ledger.output(length));
    out.write(bytes, offset, length);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }
}
