package io.serpentarium.service.edge.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlicedWritesTest {

  private static final int LARGE = 10 * SlicedWrites.SLICE_BYTES + 1;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void addHandlers() {
    SlicedWrites.add(channel.pipeline());
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void writesALargeBufferInSlicesOfAllItsBytes() {
    byte[] bytes = new byte[LARGE];
    for (int i = 0; i < LARGE; i++) {
      bytes[i] = (byte) (i % 251);
    }
    ByteBuf whole = Unpooled.wrappedBuffer(bytes);
    assertThat(channel.writeOutbound(whole)).isTrue();
    ByteBuf written = Unpooled.buffer(LARGE);
    for (ByteBuf slice = channel.readOutbound(); slice != null; slice = channel.readOutbound()) {
      assertThat(slice.readableBytes()).isLessThanOrEqualTo(SlicedWrites.SLICE_BYTES);
      written.writeBytes(slice);
      slice.release();
    }
    assertThat(written).isEqualTo(Unpooled.wrappedBuffer(bytes));
    assertThat(whole.refCnt()).isZero();
  }

  @Test
  void writesWhatComesAfterItBehindIt() {
    channel.writeOutbound(
        Unpooled.wrappedBuffer(new byte[LARGE]),
        Unpooled.wrappedBuffer("z".getBytes(StandardCharsets.US_ASCII)));
    int last = 0;
    for (ByteBuf slice = channel.readOutbound(); slice != null; slice = channel.readOutbound()) {
      last = slice.readableBytes() == 1 ? slice.readByte() : last;
      slice.release();
    }
    assertThat(last).isEqualTo('z');
  }

  @Test
  void releasesWhatAClosedConnectionDoesNotTake() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    ByteBuf whole = Unpooled.wrappedBuffer(new byte[LARGE]);
    ChannelFuture written = channel.write(whole);
    assertThat(written.isDone()).isFalse();
    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(written.isSuccess()).isFalse();
    assertThat(whole.refCnt()).isZero();
  }
}
