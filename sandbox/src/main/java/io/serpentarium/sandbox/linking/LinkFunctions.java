package io.serpentarium.sandbox.linking;

import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.linking.SideCatalogue.Side;
import io.serpentarium.sandbox.wasm.Dylink;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the module {@code serpentarium} by which a guest has side modules linked. What
 * goes wrong is answered, and its text kept for {@code link_error}. The guest is not called
 * meanwhile.
 */
public final class LinkFunctions {

  private static final String MODULE = "serpentarium";
  private static final long REFUSED = -1;
  private static final int MOST_PATH_BYTES = 4096;

  private final Files files;
  private final Waiting waiting;
  private @Nullable SideLinker linker;
  private @Nullable GuestMemory memory;
  private String error = "";

  /** Reads files of the guest's file system. */
  @FunctionalInterface
  public interface Files {

    /**
     * Reads the beginning of a file.
     *
     * @param path a path of any form, relative to the root
     * @param most the most bytes to read
     * @throws LinkException if there is no such file
     */
    byte[] read(String path, int most) throws LinkException;
  }

  /** Makes the guest wait. */
  @FunctionalInterface
  public interface Waiting {

    /**
     * Waits until something is done, as the guest may wait.
     *
     * @return whether it is done; false when the guest was interrupted before
     * @throws RuntimeException if the guest is to be stopped; to be passed on
     */
    boolean until(CompletableFuture<?> done);
  }

  /**
   * Creates the functions of an instance that is yet to be {@linkplain #attach attached}.
   *
   * @param files the files of the guest at the time of a call
   */
  public LinkFunctions(Files files, Waiting waiting) {
    this.files = files;
    this.waiting = waiting;
  }

  /** Sets the instance's linker and memory; until then everything is refused. */
  public void attach(SideLinker instanceLinker, GuestMemory instanceMemory) {
    linker = instanceLinker;
    memory = instanceMemory;
  }

  /** All of them, for the instance's imports. */
  public List<HostFunction> functions() {
    return List.of(
        function("link_open", 3, this::open),
        function("link_place", 3, this::place),
        function("link_symbol", 3, this::symbol),
        function("link_error", 2, this::error));
  }

  private static HostFunction function(String name, int parameters, HostFunction.Body body) {
    FunctionType type =
        new FunctionType(Collections.nCopies(parameters, ValueType.I32), List.of(ValueType.I32));
    return new HostFunction(MODULE, name, type, body);
  }

  /** A request that may be refused. */
  @FunctionalInterface
  private interface Request {
    long answer() throws LinkException;
  }

  private long answer(Request request, long refused) {
    try {
      return request.answer();
    } catch (LinkException e) {
      error = String.valueOf(e.getMessage());
    } catch (MemoryRefusedException e) {
      error = "there is no room for the extension module";
    } catch (GuestMemory.OutOfBounds e) {
      error = "an address outside of the memory";
    }
    return refused;
  }

  private long open(long[] arguments) {
    return answer(
        () -> {
          String path = text(arguments[0], arguments[1], MOST_PATH_BYTES);
          memory().check(arguments[2], 3L * Integer.BYTES);
          int handle = open(SideStub.read(files.read(path, SideStub.BYTES + 1)));
          Dylink need = linker().needOf(handle);
          memory().putInt(arguments[2], (int) need.memoryBytes());
          memory().putInt(arguments[2] + Integer.BYTES, (int) need.memoryAlignment());
          memory().putInt(arguments[2] + 2L * Integer.BYTES, linker().isLinked(handle) ? 1 : 0);
          return handle;
        },
        REFUSED);
  }

  private int open(String sha256) throws LinkException {
    CompletableFuture<Side> loaded = linker().find(sha256);
    if (!loaded.isDone() && !waiting.until(loaded)) {
      throw new LinkException("interrupted while the extension module is compiled");
    }
    return linker().open(sha256, loaded);
  }

  private long place(long[] arguments) {
    return answer(
        () -> {
          memory().check(arguments[2], 2L * Integer.BYTES);
          Starters starters = linker().place((int) arguments[0], (int) arguments[1]);
          memory().putInt(arguments[2], starters.relocations());
          memory().putInt(arguments[2] + Integer.BYTES, starters.constructors());
          return 0;
        },
        REFUSED);
  }

  private long symbol(long[] arguments) {
    return answer(
        () -> {
          String name = text(arguments[1], arguments[2], SideLinker.MOST_NAME_BYTES);
          int found = linker().symbol((int) arguments[0], name);
          if (found == 0) {
            throw new LinkException("the extension module has no " + name);
          }
          return found;
        },
        0);
  }

  private long error(long[] arguments) {
    return answer(
        () -> {
          ByteBuffer utf8 = ByteBuffer.allocate((int) Math.min(arguments[1], MOST_PATH_BYTES));
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(error), utf8, true);
          memory().write(arguments[0], utf8.array(), 0, utf8.position());
          return utf8.position();
        },
        0);
  }

  private String text(long pointer, long length, int most) throws LinkException {
    if (length > most) {
      throw new LinkException("a name of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[(int) length];
    memory().read(pointer, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private SideLinker linker() throws LinkException {
    if (linker == null) {
      throw new LinkException("the interpreter is not ready for extension modules");
    }
    return linker;
  }

  private GuestMemory memory() {
    return Objects.requireNonNull(memory, "an instance that runs before it is attached");
  }
}
