package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Native modules, each owned by the caller. */
final class NativeModules {

  private NativeModules() {}

  /**
   * Compiles.
   *
   * @throws EngineException if it is not a module that this engine takes
   */
  static long compile(CApi api, EngineHandle engine, byte[] wasm) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment binary = arena.allocateFrom(JAVA_BYTE, wasm);
      MemorySegment module = arena.allocate(JAVA_LONG);
      long error =
          api.moduleNew(engine.pointer(), binary.address(), binary.byteSize(), module.address());
      Failures.check(api, "no module for this engine", error);
      return module.get(JAVA_LONG, 0);
    }
  }

  /** The native code of a module, to be {@link #load loaded} by an engine like its own. */
  static byte[] serialize(CApi api, long module) {
    try (Arena arena = Arena.ofConfined()) {
      long vector = arena.allocate(NativeMemory.VECTOR_BYTES, Long.BYTES).address();
      Failures.check(api, "serialization", api.moduleSerialize(module, vector));
      try {
        return NativeMemory.bytes(vector).toArray(JAVA_BYTE);
      } finally {
        api.bytesDelete(vector);
      }
    }
  }

  /**
   * Maps a file written by {@link #serialize}. Its code is run unchecked.
   *
   * @throws EngineException if the file is of another version, other settings or another processor
   */
  static long load(CApi api, EngineHandle engine, Path file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      MemorySegment module = arena.allocate(JAVA_LONG);
      long error = api.moduleDeserializeFile(engine.pointer(), name.address(), module.address());
      Failures.check(api, "deserialization", error);
      return module.get(JAVA_LONG, 0);
    }
  }
}
