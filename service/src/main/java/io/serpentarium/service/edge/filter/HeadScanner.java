package io.serpentarium.service.edge.filter;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Looks for folded header lines in the bytes of requests' heads, before Netty joins them. Each head
 * is passed on by itself, so that what it says of its body is known before the next byte is read.
 */
final class HeadScanner extends ChannelInboundHandlerAdapter {

  private enum State {
    BEFORE_HEAD,
    IN_LINE,
    AT_LINE_START,
    AFTER_HEAD
  }

  private State state = State.BEFORE_HEAD;
  private boolean folded;

  /** Returns whether the head that was passed on last has a folded line. */
  boolean isFolded() {
    return folded;
  }

  /** Starts to look for the next head, once the last request has come in whole. */
  void expect() {
    state = State.BEFORE_HEAD;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    int end = bytes.readerIndex();
    while (state != State.AFTER_HEAD && end >= 0 && bytes.isReadable()) {
      end = bytes.forEachByte(this::goesOn);
      if (end >= 0) {
        context.fireChannelRead(bytes.readRetainedSlice(end + 1 - bytes.readerIndex()));
      }
    }
    if (bytes.isReadable()) {
      context.fireChannelRead(bytes);
    } else {
      bytes.release();
    }
  }

  /** Reads the next byte; returns false once it ends the head. */
  private boolean goesOn(byte next) {
    if (state == State.BEFORE_HEAD) {
      folded = false;
      state = next > ' ' ? State.IN_LINE : State.BEFORE_HEAD;
    } else if (next == '\n') {
      state = state == State.AT_LINE_START ? State.AFTER_HEAD : State.AT_LINE_START;
    } else if (next != '\r') {
      folded |= state == State.AT_LINE_START && (next == ' ' || next == '\t');
      state = State.IN_LINE;
    }
    return state != State.AFTER_HEAD;
  }
}
