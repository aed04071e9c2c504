package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {

  @ParameterizedTest
  @CsvSource({
    "65536, 1256,, 64024",
    "65536, 1256, 1000, 1000",
    "65536, 1256, 100000, 64024",
    "1024, 1256,, 256",
    "1024, 1256, 500, 256",
    "2, 10,, 1"
  })
  void leavesThoseOfGuests(long limit, int guests, Integer wanted, int connections) {
    assertThat(Descriptors.connections(limit, guests, wanted)).isEqualTo(connections);
  }

  @Test
  void knowsTheLimitOfThisProcess() {
    assertThat(Descriptors.limit()).isGreaterThan(20);
  }
}
