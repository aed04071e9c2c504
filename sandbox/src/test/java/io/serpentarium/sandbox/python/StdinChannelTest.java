package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import org.junit.jupiter.api.Test;

final class StdinChannelTest {

  @Test
  void fixedContentIsReadInPiecesAndThenAtItsEnd() {
    StdinChannel channel = StdinChannel.fixed("hello".getBytes(UTF_8));
    assertThat(read(channel, 2)).isEqualTo("he");
    assertThat(read(channel, 10)).isEqualTo("llo");
    assertThat(channel.readable()).isTrue();
    assertThat(read(channel, 10)).isEmpty();
  }

  @Test
  void fixedContentTakesNoMore() {
    StdinChannel channel = StdinChannel.fixed(new byte[0]);
    assertThat(channel.offer(new byte[1])).isEqualTo(StdinOutcome.CLOSED);
    assertThat(channel.end()).isEqualTo(StdinOutcome.CLOSED);
  }

  @Test
  void openChannelIsReadableOnceFed() {
    StdinChannel channel = StdinChannel.open();
    assertThat(channel.readable()).isFalse();
    assertThat(channel.offer("a".getBytes(UTF_8))).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(channel.readable()).isTrue();
    assertThat(read(channel, 4)).isEqualTo("a");
    assertThat(channel.readable()).isFalse();
  }

  @Test
  void oneReadJoinsSeveralFeeds() {
    StdinChannel channel = StdinChannel.open();
    channel.offer("ab".getBytes(UTF_8));
    channel.offer("cd".getBytes(UTF_8));
    assertThat(read(channel, 3)).isEqualTo("abc");
    assertThat(read(channel, 3)).isEqualTo("d");
  }

  @Test
  void whatIsOfferedIsCopied() {
    StdinChannel channel = StdinChannel.open();
    byte[] data = "ab".getBytes(UTF_8);
    channel.offer(data);
    data[0] = 'z';
    assertThat(read(channel, 2)).isEqualTo("ab");
  }

  @Test
  void feedingUpToTheCapacityIsAcceptedAndBeyondItRefusedWhole() {
    StdinChannel channel = StdinChannel.open();
    assertThat(channel.offer(new byte[StdinChannel.CAPACITY - 1])).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(channel.offer(new byte[2])).isEqualTo(StdinOutcome.FULL);
    assertThat(channel.offer(new byte[1])).isEqualTo(StdinOutcome.ACCEPTED);
    read(channel, 1);
    assertThat(channel.offer(new byte[1])).isEqualTo(StdinOutcome.ACCEPTED);
  }

  @Test
  void endLetsTheRestBeReadFirst() {
    StdinChannel channel = StdinChannel.open();
    channel.offer("x".getBytes(UTF_8));
    assertThat(channel.end()).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(channel.end()).isEqualTo(StdinOutcome.CLOSED);
    assertThat(read(channel, 4)).isEqualTo("x");
    assertThat(channel.readable()).isTrue();
    assertThat(read(channel, 4)).isEmpty();
  }

  private static String read(StdinChannel channel, int most) {
    byte[] target = new byte[most];
    int count = channel.poll(target, 0, most);
    return new String(target, 0, count, UTF_8);
  }
}
