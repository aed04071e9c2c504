package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import java.util.function.BiConsumer;

/** What is being sent to the front as it asks for it. */
final class Streams {

  private final Link link;
  private final Ids<StreamSender<?>> senders = new Ids<>();

  Streams(Link link) {
    this.link = link;
  }

  /** Adds a stream under the front's number. */
  <T> StreamSender<T> add(long id, BiConsumer<FrameWriter, T> writer) {
    StreamSender<T> sender = new StreamSender<>(link, id, writer, () -> senders.remove(id));
    senders.put(id, sender);
    return sender;
  }

  void request(FrameReader in) {
    StreamSender<?> sender = senders.find(in.wide());
    if (sender != null) {
      sender.request(in.size());
    }
  }

  void cancel(FrameReader in) {
    StreamSender<?> sender = senders.find(in.wide());
    if (sender != null) {
      sender.cancel();
    }
  }
}
