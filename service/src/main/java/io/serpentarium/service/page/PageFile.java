package io.serpentarium.service.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A file of the page, compressed once, and sent as the client takes it. */
final class PageFile {

  private final MediaType type;
  private final byte[] content;
  private final byte[] gzipped;

  PageFile(MediaType type, byte[] content) {
    this.type = type;
    this.content = content;
    gzipped = gzip(content);
  }

  /** A good answer to a request of these headers. */
  ResponseEntity<byte[]> answer(HttpHeaders request, String cacheControl) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(type)
            .header(HttpHeaders.CACHE_CONTROL, cacheControl)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
            .header("X-Content-Type-Options", "nosniff")
            .header("Cross-Origin-Resource-Policy", "same-origin");
    return takesGzip(request)
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(gzipped)
        : answer.body(content);
  }

  private static boolean takesGzip(HttpHeaders request) {
    return request.getValuesAsList(HttpHeaders.ACCEPT_ENCODING).stream()
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.equals("gzip") || coding.matches("gzip;q=(1|0\\.0*[1-9]).*"));
  }

  private static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
