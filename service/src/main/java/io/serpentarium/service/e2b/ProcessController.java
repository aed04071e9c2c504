package io.serpentarium.service.e2b;

import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.nio.ByteBuffer;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Refuses processes other than Python, in the Connect protocol's words. */
@RestController
@OpenDoor(Door.E2B)
final class ProcessController {

  private static final MediaType STREAM = MediaType.parseMediaType("application/connect+json");
  private static final Map<String, String> NONE =
      Map.of(
          "code", "unimplemented", "message", "Commands are not supported here: run Python code.");

  /** The flag of a stream's last message. */
  private static final byte END = 2;

  private final WireJson json;

  ProcessController(WireJson json) {
    this.json = json;
  }

  /** Refuses a call; one that is answered by a stream reports failures in its last message. */
  @PostMapping("/process.Process/{call}")
  @E2bRoute(errors = E2bRoute.ConnectErrors.class, unaudited = "is refused")
  Mono<ResponseEntity<byte[]>> refuse(ServerHttpRequest request) {
    MediaType type = request.getHeaders().getContentType();
    return Mono.just(
        type != null && STREAM.equalsTypeAndSubtype(type)
            ? ResponseEntity.ok().contentType(STREAM).body(end())
            : ResponseEntity.status(HttpStatus.NOT_IMPLEMENTED)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json.write(NONE)));
  }

  private byte[] end() {
    byte[] message = json.write(Map.of("error", NONE));
    return ByteBuffer.allocate(1 + Integer.BYTES + message.length)
        .put(END)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
