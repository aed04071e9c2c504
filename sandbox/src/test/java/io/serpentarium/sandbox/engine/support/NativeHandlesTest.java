package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NativeHandlesTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void closesTheLastFirstAndOnce() {
    NativeHandles handles = new NativeHandles();
    handles.own("store", closed::add);
    handles.own("memory", closed::add);
    handles.close();
    handles.close();
    assertThat(closed).containsExactly("memory", "store");
  }

  @Test
  void closesTheOthersWhenOneFails() {
    IllegalStateException failure = new IllegalStateException();
    NativeHandles handles = new NativeHandles();
    handles.own("store", closed::add);
    handles.own(
        "memory",
        name -> {
          throw failure;
        });
    assertThatThrownBy(handles::close).isSameAs(failure);
    assertThat(closed).containsExactly("store");
  }

  @Test
  void closesWhatWasMadeWhenBuildingFails() {
    IllegalStateException failure = new IllegalStateException();
    assertThatThrownBy(
            () ->
                NativeHandles.building(
                    handles -> {
                      handles.own("store", closed::add);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(closed).containsExactly("store");
  }

  @Test
  void keepsWhatWasMadeWhenBuildingSucceeds() {
    NativeHandles built =
        NativeHandles.building(
            handles -> {
              handles.own("store", closed::add);
              return handles;
            });
    assertThat(closed).isEmpty();
    built.close();
    assertThat(closed).containsExactly("store");
  }
}
