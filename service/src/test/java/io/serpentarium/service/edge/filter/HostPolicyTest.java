package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {

  private final HostPolicy policy = HostPolicy.loopbackAnd(List.of("Python.Example"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8080",
        "127.0.0.1:1",
        "[::1]:65535",
        "python.example:443",
      })
  void permitsThisMachinesNamesAndThoseThatAreListed(String authority) {
    assertThat(HostPolicy.isWellFormed(authority)).isTrue();
    assertThat(policy.permits(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8080",
        "evil.example",
        "localhost.",
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.evil.example",
        "[::2]",
        "[::1",
        "::1",
        "user@localhost",
        "localhost@evil.example",
        "localhost:8080:80",
        "localhost:123456",
        "localhost/",
        "localhost evil",
        "localhost\t",
        "ｌocalhost",
      })
  void refusesAllOthers(String authority) {
    assertThat(policy.permits(authority)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a@b", "[::1", "::1", "a:b", "a:1:2", "é", "a\u0000"})
  void knowsWhatIsNoAuthority(String authority) {
    assertThat(HostPolicy.isWellFormed(authority)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost"})
  void permitsAnyNameWhereCallersNeedAKey(String authority) {
    assertThat(HostPolicy.any().permits(authority)).isTrue();
  }
}
