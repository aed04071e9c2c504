package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.SideModules;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An instance without guest code: it keeps what is called, and answers as it is told. */
final class RecordingInstance implements Instance {

  static final int CONTROL = 64;
  static final int RESULT = 256;

  final MemorySegment segment = MemorySegment.ofArray(new byte[65536]);
  final GuestMemory memory = new GuestMemory(0, () -> segment);
  final List<String> calls = new ArrayList<>();
  int allocated = 4096;
  int result = RESULT;

  RecordingInstance() {
    memory.putInt(CONTROL, ControlBlock.ABI_VERSION);
  }

  @Override
  public GuestMemory memory() {
    return memory;
  }

  @Override
  public boolean whileAlive(Runnable access) {
    access.run();
    return true;
  }

  @Override
  public void growMemory(long bytes) {
    calls.add("grow");
  }

  @Override
  public void setMemoryLimit(long bytes) {}

  @Override
  public boolean exceedsMemoryLimit() {
    return false;
  }

  @Override
  public int call(String export, int... arguments) {
    calls.add(export);
    return switch (export) {
      case "guest_control" -> CONTROL;
      case "guest_allocate" -> allocated;
      case "guest_execute" -> result;
      default -> 0;
    };
  }

  @Override
  public void setDeadline(Duration fromNow) {
    calls.add("deadline");
  }

  @Override
  public void setCheckpoint(Runnable checkpoint) {
    calls.add("checkpoint");
  }

  @Override
  public void requestCheckpoint() {
    calls.add("request checkpoint");
  }

  @Override
  public SideModules sides() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void kill() {
    calls.add("kill");
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
