package io.serpentarium.service.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client on a bare socket, which reads only when it is told to. */
public final class SlowReader implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  public SlowReader(int port) throws IOException {
    socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends text as it is. */
  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Posts JSON. */
  public void post(String path, String body, String accept) throws IOException {
    send(
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Accept: %s\r
        Content-Length: %d\r
        \r
        %s"""
            .formatted(path, accept, body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  /** Asks for a WebSocket. */
  public void upgrade(String path) throws IOException {
    send(
        """
        GET %s HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .formatted(path));
  }

  /** Sends a text frame of a WebSocket, at most 125 bytes, masked with zeros. */
  public void sendMaskedText(String text) throws IOException {
    sendMasked(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends a frame of a WebSocket, masked with zeros.
   *
   * @param first byte of it: bits and opcode
   * @param payload at most 125 bytes
   */
  public void sendMasked(int first, byte... payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
    frame.put((byte) first).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
    socket.getOutputStream().write(frame.array());
  }

  /** Reads all up to the end of the connection. */
  public String readAll() throws IOException {
    return new String(readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Reads all up to the end of the connection. */
  public byte[] readAllBytes() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  /** Reads until the text has come, and counts the bytes. */
  public long readUntil(String text) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder tail = new StringBuilder();
    byte[] chunk = new byte[8192];
    long count = 0;
    while (tail.indexOf(text) < 0) {
      int read = in.read(chunk);
      if (read < 0) {
        throw new AssertionError("the connection ended before: " + text);
      }
      count += read;
      tail.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
      tail.delete(0, Math.max(0, tail.length() - 2 * chunk.length));
    }
    return count;
  }

  /** Breaks the connection off, so that the other side hears of a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
