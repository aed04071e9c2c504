package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

  /** That a scripted session has. */
  private static final long MEMORY_BYTES = 1 << 20;

  private static final int READY = 2;
  private static final Optional<String> NONE = Optional.empty();

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final Templates templates =
      new Templates(
          sandbox,
          policy("six", "six.moves", "both", "six", "other", "attrs"),
          Ledger.of(new Sharing(false), 1L << 30, 1L << 30));

  @AfterEach
  void leavesNoSession() {
    assertThat(sandbox.alive()).isZero();
    templates.close();
  }

  @Test
  void listThePlainInterpreterFirstAndWhatEachHasImported() {
    assertThat(templates.all())
        .extracting(Templates.Listed::name)
        .containsExactly("python", "six", "both", "other");
    assertThat(templates.all())
        .extracting(Templates.Listed::ready)
        .containsExactly(true, false, false, false);
    assertThat(templates.all().get(1).packages())
        .singleElement()
        .satisfies(known -> assertThat(known.name()).isEqualTo("six"));
    assertThat(templates.all().getLast().packages()).as("the artifacts have none").isEmpty();
  }

  @Test
  void areMadeOnceWhenTheyAreFirstWanted() {
    Snapshot first = templates.state("six").orElseThrow();
    assertThat(templates.state("six")).containsSame(first);
    assertThat(sandbox.opened()).isOne();
    assertThat(sandbox.latest().lastRequest())
        .satisfies(made -> assertThat(made.code()).endsWith("['import_ahead'](['six.moves'])"));
    assertThat(templates.all().get(1).ready()).isTrue();
  }

  @Test
  void areMadeOnceThoughManyWantThemAtOnce() {
    List<CompletableFuture<Snapshot>> all =
        IntStream.range(0, 8)
            .mapToObj(
                one -> CompletableFuture.supplyAsync(() -> templates.state("six").orElseThrow()))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    assertThat(sandbox.opened()).isOne();
  }

  @Test
  void thePlainInterpreterHasNoState() {
    assertThat(templates.state("python")).isEmpty();
    assertThat(sandbox.opened()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Six", "science", "python "})
  void areKnownByTheirNameOnly(String name) {
    assertThatThrownBy(() -> templates.state(name))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.TEMPLATE_NOT_FOUND));
    assertThatThrownBy(() -> templates.choose(Optional.of(name), List.of(), Long.MAX_VALUE))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.TEMPLATE_NOT_FOUND));
    assertThat(templates.requireKnown("python")).isEqualTo("python");
    assertThat(templates.requireKnown("other")).isEqualTo("other");
  }

  @Test
  void areTakenByWhatCodeImportsOnceTheyAreReady() {
    String code = "x = 1\nfrom six import y";
    assertThat(templates.stateFor(code, Limits.DEFAULT)).as("nobody waits for it").isEmpty();
    assertThat(choose(code)).isEqualTo("python");
    assertThat(sandbox.opened()).isZero();
    Snapshot six = templates.state("six").orElseThrow();
    assertThat(templates.stateFor(code, Limits.DEFAULT)).containsSame(six);
    assertThat(choose(code)).isEqualTo("six");
    assertThat(choose("import attr")).isEqualTo("python");
    assertThat(choose("")).isEqualTo("python");
  }

  @Test
  void areTakenByWhatAnySourceImports() {
    templates.prepare();
    assertThat(templates.choose(NONE, List.of("x", "import attrs"), Long.MAX_VALUE))
        .isEqualTo("other");
    assertThat(templates.choose(NONE, List.of("import attrs", "import six"), Long.MAX_VALUE))
        .as("the first of them")
        .isEqualTo("six");
    assertThat(templates.choose(NONE, List.of(), Long.MAX_VALUE)).isEqualTo("python");
  }

  @Test
  void areTakenInTheirOrder() {
    Map<String, List<String>> imports = new LinkedHashMap<>();
    IntStream.iterate(20, n -> n > 0, n -> n - 1)
        .forEach(n -> imports.put("t" + n, List.of("six")));
    Templates many =
        new Templates(
            sandbox,
            new TemplatePolicy(imports, 0),
            Ledger.of(new Sharing(false), 1L << 30, 1L << 30));
    many.prepare();
    assertThat(many.choose(NONE, List.of("import six"), Long.MAX_VALUE)).isEqualTo("t20");
  }

  @Test
  void areTakenOnlyWhereTheyFit() {
    templates.prepare();
    List<String> sources = List.of("import six");
    assertThat(templates.choose(NONE, sources, MEMORY_BYTES)).isEqualTo("six");
    assertThat(templates.choose(NONE, sources, MEMORY_BYTES - 1)).isEqualTo("python");
    assertThat(templates.choose(Optional.of("six"), sources, 0))
        .as("those who name it get it")
        .isEqualTo("six");
    assertThat(templates.stateFor("import six", memory(MEMORY_BYTES))).isPresent();
    assertThat(templates.stateFor("import six", memory(MEMORY_BYTES - 1))).isEmpty();
  }

  @Test
  void areMadeTheNextTimeWhereThatFailed() {
    sandbox.setFull(true);
    assertThatThrownBy(() -> templates.state("six")).isInstanceOf(SandboxSaturatedException.class);
    templates.prepare();
    assertThat(templates.all()).filteredOn(Templates.Listed::ready).hasSize(1);
    sandbox.setFull(false);
    assertThat(templates.state("six")).isPresent();
  }

  @Test
  void arePreparedThoughOneCannotBeMade() {
    Templates some =
        new Templates(
            sandbox,
            policy("bad", "missing", "good", "six"),
            Ledger.of(new Sharing(false), 1L << 30, 1L << 30));
    assertThatThrownBy(() -> some.state("bad"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("its imports end as ");
    some.prepare();
    assertThat(some.all()).extracting(Templates.Listed::ready).containsExactly(true, false, true);
  }

  @Test
  void areNotReadyAnyMoreOnceTheyAreClosed() {
    templates.prepare();
    assertThat(sandbox.prepared()).isEqualTo(3 * READY);
    templates.close();
    assertThat(sandbox.prepared()).isZero();
    assertThat(templates.all()).filteredOn(Templates.Listed::ready).hasSize(1);
    assertThat(templates.stateFor("import six", Limits.DEFAULT)).isEmpty();
  }

  private String choose(String code) {
    return templates.choose(NONE, List.of(code), Long.MAX_VALUE);
  }

  private static Limits memory(long bytes) {
    return Limits.DEFAULT.with(Limit.MEMORY, bytes);
  }

  private static TemplatePolicy policy(String... namesAndModules) {
    Map<String, List<String>> imports = new LinkedHashMap<>();
    for (int at = 0; at < namesAndModules.length; at += 2) {
      imports.put(namesAndModules[at], List.of(namesAndModules[at + 1]));
    }
    return new TemplatePolicy(imports, READY);
  }
}
