package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideModule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another engine, with the instance that it made last and a {@link Forgery} of what guests leave in
 * their memory and answer.
 */
final class ForgingEngine implements Engine {

  private final Engine inner;
  private volatile @Nullable Instance last;
  private volatile Forgery forgery = new Forgery() {};

  ForgingEngine(Engine inner) {
    this.inner = inner;
  }

  /** Tampers with every call into a guest from now on. */
  void forge(Forgery newForgery) {
    forgery = newForgery;
  }

  Instance last() {
    return Objects.requireNonNull(last);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String version() {
    return inner.version();
  }

  @Override
  public Set<Capability> capabilities() {
    return inner.capabilities();
  }

  @Override
  public long threadStackBytes() {
    return inner.threadStackBytes();
  }

  @Override
  public long guestStackBytes() {
    return inner.guestStackBytes();
  }

  @Override
  public CompiledModule compile(byte[] wasm) {
    return new ForgingModule(inner.compile(wasm));
  }

  @Override
  public SideModule compileSide(byte[] wasm) {
    return inner.compileSide(wasm);
  }

  @Override
  public Enforcement enforcement() {
    return inner.enforcement();
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class ForgingModule implements CompiledModule {

    private final CompiledModule module;

    ForgingModule(CompiledModule module) {
      this.module = module;
    }

    @Override
    public List<Import> imports() {
      return module.imports();
    }

    @Override
    public Instance instantiate(List<HostFunction> functions) {
      Instance made = new ForgedInstance(module.instantiate(functions), () -> forgery);
      last = made;
      return made;
    }

    @Override
    public void close() {
      module.close();
    }
  }
}
