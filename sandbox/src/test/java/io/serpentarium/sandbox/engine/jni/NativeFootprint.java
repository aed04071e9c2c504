package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Func;
import io.serpentarium.sandbox.engine.ProcessFootprint;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * What this process holds outside the Java heap (Linux).
 *
 * @param callbacks entries of kawamuray's registry of host functions
 */
record NativeFootprint(int callbacks, ProcessFootprint process) {

  static NativeFootprint now() throws IOException, ReflectiveOperationException {
    return new NativeFootprint(registeredCallbacks(), ProcessFootprint.now());
  }

  static int registeredCallbacks() throws ReflectiveOperationException {
    Object registry = field(Func.class, "registry").get(null);
    return ((Map<?, ?>) field(registry.getClass(), "map").get(registry)).size();
  }

  private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
