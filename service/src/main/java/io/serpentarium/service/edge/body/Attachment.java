package io.serpentarium.service.edge.body;

import io.serpentarium.sandbox.FileBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/** Bytes that a browser saves as a file and never shows. */
public final class Attachment {

  private Attachment() {}

  /**
   * Sends content in parts as they are asked for, which are views of it: a slow reader costs no
   * memory.
   */
  public static ResponseEntity<Flux<DataBuffer>> of(
      String name, FileBytes content, DataBufferFactory buffers) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition(name))
        .header("X-Content-Type-Options", "nosniff")
        .contentLength(content.size())
        .body(parts(content).<DataBuffer>map(buffers::wrap).doFinally(signal -> content.close()));
  }

  private static Flux<ByteBuffer> parts(FileBytes content) {
    return Flux.generate(() -> 0L, (position, sink) -> next(content, position, sink));
  }

  private static long next(FileBytes content, long position, SynchronousSink<ByteBuffer> sink) {
    ByteBuffer part = content.from(position);
    long end = position + part.remaining();
    if (end > position) {
      sink.next(part);
    } else {
      sink.complete();
    }
    return end;
  }

  private static String disposition(String name) {
    return ContentDisposition.attachment()
        .filename(name, StandardCharsets.UTF_8)
        .build()
        .toString();
  }
}
