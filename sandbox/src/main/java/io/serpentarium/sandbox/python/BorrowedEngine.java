package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.SideModule;
import java.util.Set;

/** An engine that its owner closes, not this object. */
record BorrowedEngine(Engine owned) implements Engine {

  @Override
  public String name() {
    return owned.name();
  }

  @Override
  public String version() {
    return owned.version();
  }

  @Override
  public Set<Capability> capabilities() {
    return owned.capabilities();
  }

  @Override
  public long threadStackBytes() {
    return owned.threadStackBytes();
  }

  @Override
  public long guestStackBytes() {
    return owned.guestStackBytes();
  }

  @Override
  public CompiledModule compile(byte[] wasm) {
    return owned.compile(wasm);
  }

  @Override
  public SideModule compileSide(byte[] wasm) {
    return owned.compileSide(wasm);
  }

  @Override
  public Enforcement enforcement() {
    return owned.enforcement();
  }

  @Override
  public void close() {}
}
