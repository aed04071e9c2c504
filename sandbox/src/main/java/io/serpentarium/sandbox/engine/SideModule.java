package io.serpentarium.sandbox.engine;

/**
 * A compiled module that is linked with instances of others, by {@link SideModules#link}.
 * Thread-safe. Instances that are linked with it may outlive its close.
 */
public interface SideModule extends AutoCloseable {

  @Override
  void close();
}
