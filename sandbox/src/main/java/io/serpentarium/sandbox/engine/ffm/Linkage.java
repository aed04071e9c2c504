package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.support.ImportMatch;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Joins the imports of a module with the host's one function, each with its index as data. */
final class Linkage {

  private final CApi api;
  private final long hostCall;
  private final long linker;
  private final NativeHandles handles;

  /**
   * A linker.
   *
   * @param handles owner of all that is made
   */
  Linkage(LibWasmtime library, EngineHandle engine, NativeHandles handles) {
    this.api = library.api();
    this.hostCall = library.upcalls().hostCallFunction();
    this.handles = handles;
    this.linker = api.linkerNew(engine.pointer());
    handles.own(linker, owned -> api.linkerDelete(owned));
  }

  /**
   * A native {@code instance_pre} of the module, which any thread may instantiate. A function that
   * is imported twice is the first of the two.
   */
  long prepare(long module, List<Import> imports, ImportTypes types) {
    ImportMatch.distinct(imports).forEach(i -> define(imports.get(i), types.functionType(i), i));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment prepared = arena.allocate(JAVA_LONG);
      Failures.check(api, "linking", api.linkerPrepare(linker, module, prepared.address()));
      return handles.own(prepared.get(JAVA_LONG, 0), owned -> api.preparedDelete(owned));
    }
  }

  private void define(Import imported, long type, int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment module = utf8(imported.module(), arena);
      MemorySegment name = utf8(imported.name(), arena);
      long error = api.linkerDefine(linker, module, name, type, hostCall, index);
      Failures.check(api, "linking", error);
    }
  }

  private static MemorySegment utf8(String text, Arena arena) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
  }
}
