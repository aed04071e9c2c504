package io.serpentarium.sandbox.linking;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.PolledText;
import io.serpentarium.sandbox.engine.ffm.FfmEngine;
import io.serpentarium.sandbox.engine.ffm.FfmEngineOptions;
import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An engine with the modules {@code main} and {@code side}, and instances of the first. */
final class LinkedGuests implements AutoCloseable {

  static final String SIDE = "ab".repeat(32);
  static final String OTHER = "cd".repeat(32);

  private final List<Runnable> opened = new ArrayList<>();
  private final Engine engine;
  private final CompiledModule main;
  private final SideCatalogue catalogue;

  /** The numbers that guests have told the host. */
  final List<Long> told = new ArrayList<>();

  /** What linking was charged. */
  long paid;

  LinkedGuests(InterruptionMode mode) {
    engine =
        opened(
            FfmEngine.open(FfmLibrary.get(), FfmEngineOptions.DEFAULT.withInterruption(mode)),
            Engine::close);
    main = opened(engine.compile(wasm("main")), CompiledModule::close);
    catalogue = opened(catalogueOf(Runnable::run), SideCatalogue::close);
  }

  /** A further catalogue of the same modules. */
  SideCatalogue catalogueOf(Executor compiling) {
    return new SideCatalogue(
        engine,
        mainModule(),
        List.of(
            new SideSource("side.wasm", SIDE, () -> wasm("side")),
            new SideSource("other.wasm", OTHER, () -> wasm("side"))),
        compiling);
  }

  static MainModule mainModule() {
    return MainModule.of(wasm("main"));
  }

  SideCatalogue catalogue() {
    return catalogue;
  }

  Instance instance() {
    HostFunction tell =
        new HostFunction(
            "host",
            "tell",
            new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32)),
            arguments -> {
              told.add(arguments[0]);
              return arguments[0] + 1;
            });
    try {
      return opened(GuestThreads.run(() -> main.instantiate(List.of(tell))), Instance::close);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  SideLinker linker(Instance instance) {
    return new SideLinker(catalogue, instance, bytes -> paid += bytes);
  }

  private <T> T opened(T resource, Consumer<T> close) {
    opened.add(() -> close.accept(resource));
    return resource;
  }

  static byte[] wasm(String name) {
    return wasm(name, text -> text);
  }

  /** A module with another text. */
  static byte[] wasm(String name, UnaryOperator<String> change) {
    return assemble(change.apply(text(name)), true);
  }

  static byte[] assemble(String text, boolean polled) {
    byte[] bytes = text.getBytes(UTF_8);
    return FfmLibrary.assemble(polled ? PolledText.of(bytes) : bytes);
  }

  static String text(String name) {
    try (InputStream in = LinkedGuests.class.getResourceAsStream(name + ".wat")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    opened.reversed().forEach(Runnable::run);
    opened.clear();
  }
}
