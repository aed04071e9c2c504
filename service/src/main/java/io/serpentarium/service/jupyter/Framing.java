package io.serpentarium.service.jupyter;

import io.serpentarium.service.edge.body.CountedJson;
import io.serpentarium.service.edge.body.HeapBuffers;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.socket.Sockets;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The encoding of messages in frames.
 *
 * @see <a
 *     href="https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html">
 *     WebSocket kernel wire protocols</a>
 */
enum Framing {

  /**
   * A single JSON text; with buffers, a binary frame of big-endian offsets, that JSON and the
   * buffers.
   */
  LEGACY {
    @Override
    JupyterMessage read(WireJson json, boolean binary, byte[] frame) {
      JsonNode whole = json.read(binary ? part(frame, legacyOffsets(frame), 0) : frame);
      return message(
          whole.path("channel").asString(SHELL), whole.path("header"), whole.path("content"));
    }

    @Override
    WebSocketMessage write(CountedJson json, JupyterMessage.Sent sent) {
      Map<String, Object> whole = new LinkedHashMap<>();
      whole.put("header", sent.header());
      whole.put("msg_id", Objects.requireNonNull(sent.header().get("msg_id")));
      whole.put("msg_type", Objects.requireNonNull(sent.header().get("msg_type")));
      whole.put("parent_header", sent.parent());
      whole.put("metadata", sent.metadata());
      whole.put("content", sent.content());
      whole.put("buffers", List.of());
      whole.put("channel", sent.channel());
      return Sockets.text(json.write(whole));
    }
  },

  /** Little-endian offsets of 64 bits, the channel, four JSON texts, and the buffers. */
  V1 {
    @Override
    JupyterMessage read(WireJson json, boolean binary, byte[] frame) {
      if (!binary) {
        return LEGACY.read(json, false, frame);
      }
      long[] offsets = offsets(frame);
      return message(
          new String(part(frame, offsets, 0), StandardCharsets.UTF_8),
          json.read(part(frame, offsets, 1)),
          json.read(part(frame, offsets, 4)));
    }

    @Override
    WebSocketMessage write(CountedJson json, JupyterMessage.Sent sent) {
      List<DataBuffer> parts = new ArrayList<>();
      parts.add(HeapBuffers.wrap(sent.channel().getBytes(StandardCharsets.UTF_8)));
      for (Object part : List.of(sent.header(), sent.parent(), sent.metadata(), sent.content())) {
        parts.add(json.write(part));
      }
      int offsets = parts.size() + 1;
      ByteBuffer head =
          ByteBuffer.allocate(Long.BYTES * (offsets + 1)).order(ByteOrder.LITTLE_ENDIAN);
      head.putLong(offsets);
      long offset = head.capacity();
      for (DataBuffer part : parts) {
        head.putLong(offset);
        offset += part.readableByteCount();
      }
      head.putLong(offset);
      parts.addFirst(HeapBuffers.wrap(head.array()));
      return new WebSocketMessage(WebSocketMessage.Type.BINARY, HeapBuffers.join(parts));
    }
  };

  /** The subprotocol of {@link #V1}. */
  static final String SUBPROTOCOL = "v1.kernel.websocket.jupyter.org";

  private static final String SHELL = "shell";

  /** Characters of a header, which is sent back with each message that comes of it. */
  private static final int LONGEST_HEADER = 2_000;

  /** Offsets that a frame may have: five parts, and buffers, of which none is used. */
  private static final int MOST_OFFSETS = 64;

  /**
   * Reads a frame.
   *
   * @throws ProblemException when it is no message
   */
  abstract JupyterMessage read(WireJson json, boolean binary, byte[] frame);

  abstract WebSocketMessage write(CountedJson json, JupyterMessage.Sent sent);

  /** The framing that a subprotocol stands for. */
  static Framing of(String subprotocol) {
    return SUBPROTOCOL.equals(subprotocol) ? V1 : LEGACY;
  }

  private static JupyterMessage message(String channel, JsonNode header, JsonNode content) {
    if (!header.isObject() || header.toString().length() > LONGEST_HEADER) {
      throw malformed();
    }
    return new JupyterMessage(
        channel, header, content.isObject() ? content : JsonNodeFactory.instance.objectNode());
  }

  private static long[] legacyOffsets(byte[] frame) {
    ByteBuffer in = ByteBuffer.wrap(frame);
    try {
      int count = in.getInt();
      long[] offsets = new long[counted(count) + 1];
      for (int i = 0; i < count; i++) {
        offsets[i] = Integer.toUnsignedLong(in.getInt());
      }
      offsets[count] = frame.length;
      return offsets;
    } catch (BufferUnderflowException e) {
      throw malformed();
    }
  }

  private static long[] offsets(byte[] frame) {
    ByteBuffer in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    try {
      long count = in.getLong();
      long[] offsets = new long[counted(count)];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = in.getLong();
      }
      return offsets;
    } catch (BufferUnderflowException e) {
      throw malformed();
    }
  }

  private static int counted(long count) {
    if (count < 1 || count > MOST_OFFSETS) {
      throw malformed();
    }
    return (int) count;
  }

  private static byte[] part(byte[] frame, long[] offsets, int index) {
    if (index + 1 >= offsets.length) {
      throw malformed();
    }
    long start = offsets[index];
    long end = offsets[index + 1];
    if (start < 0 || end < start || end > frame.length) {
      throw malformed();
    }
    return Arrays.copyOfRange(frame, (int) start, (int) end);
  }

  private static ProblemException malformed() {
    return new ProblemException(ProblemCode.MALFORMED_JSON, "The frame is not a Jupyter message.");
  }
}
