package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.linking.LinkException;
import io.serpentarium.sandbox.linking.LinkFunctions;
import io.serpentarium.sandbox.linking.SideCatalogue;
import io.serpentarium.sandbox.linking.SideLinker;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.wasi.GuestWait.Wake;
import io.serpentarium.sandbox.wasi.WasiHost;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** All that one instance calls: the files and streams of its guest, and what links modules. */
final class HostSide {

  private final WasiHost wasi;
  private final Interruption interruption;
  private final LongConsumer payer;
  private final LinkFunctions links;

  /**
   * Creates the host's side of an instance that is yet to be {@linkplain #attach attached}.
   *
   * @param payer a consumer that is charged the bytes that side modules take in addition to linear
   *     memory
   */
  HostSide(GuestHost host, Interruption interruption, LongConsumer payer) {
    this.wasi = host.wasi();
    this.interruption = interruption;
    this.payer = payer;
    this.links = new LinkFunctions(this::read, this::await);
  }

  /** The functions for its imports. */
  List<HostFunction> functions() {
    return Stream.concat(wasi.functions().stream(), links.functions().stream()).toList();
  }

  /** Sets the instance, with which nothing is linked. */
  SideLinker attach(Instance instance, SideCatalogue sides) {
    SideLinker linker = new SideLinker(sides, instance, payer);
    wasi.attach(instance.memory());
    links.attach(linker, instance.memory());
    return linker;
  }

  private byte[] read(String path, int most) throws LinkException {
    try {
      return wasi.read(path, most);
    } catch (ErrnoException e) {
      throw new LinkException("cannot open %s: %s".formatted(path, e.errno()), e);
    }
  }

  private boolean await(CompletableFuture<?> done) {
    return interruption.untilDone(done) == Wake.READY;
  }
}
