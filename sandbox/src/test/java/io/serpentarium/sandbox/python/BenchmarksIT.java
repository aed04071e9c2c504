package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs on every engine. */
@EnabledOnOs(OS.LINUX)
final class BenchmarksIT {

  @Test
  @Timeout(600)
  void everyBenchmarkRuns() throws RunnerException {
    var engines = Benchmarks.enginesHere();
    var options =
        Benchmarks.options("", engines)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .mode(Mode.SingleShotTime)
            .build();
    assertThat(new Runner(options).run()).hasSize(13 * engines.size());
  }
}
