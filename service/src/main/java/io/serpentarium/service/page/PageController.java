package io.serpentarium.service.page;

import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.edge.route.Route;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Serves the page and its files. None of it is secret: the page asks for the key. */
@RestController
final class PageController {

  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final PageFiles files;
  private final Ids ids;

  PageController(PageFiles files, Ids ids) {
    this.files = files;
    this.ids = ids;
  }

  @GetMapping("/")
  @Route(credentials = {})
  ResponseEntity<String> page() {
    String nonce = ids.nonce();
    return document(SecurityPolicy.of(nonce), files.index().replace(SecurityPolicy.NONCE, nonce));
  }

  /** The frame of the page in which HTML of programs is shown. */
  @GetMapping("/display-frame")
  @Route(credentials = {})
  ResponseEntity<String> frame() {
    return document(SecurityPolicy.OF_FRAME, files.frame());
  }

  private static ResponseEntity<String> document(String policy, String content) {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .header(HttpHeaders.CACHE_CONTROL, ASK_AGAIN)
        .header("Content-Security-Policy", policy)
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .body(content);
  }

  @GetMapping("/assets/{name}")
  @Route(credentials = {})
  ResponseEntity<byte[]> asset(@PathVariable String name, ServerHttpRequest request) {
    return files
        .asset(name)
        .map(file -> file.answer(request.getHeaders(), FOR_EVER))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @GetMapping("/third-party-notices.txt")
  @Route(credentials = {})
  ResponseEntity<byte[]> notices(ServerHttpRequest request) {
    return files.notices().answer(request.getHeaders(), ASK_AGAIN);
  }
}
