package io.serpentarium.service.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes the contract; a test holds the document to the routes that there are. */
@RestController
final class OpenApiController {

  private final String document;

  OpenApiController() {
    document = read(new ClassPathResource("openapi.json", OpenApiController.class));
  }

  @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
  String document() {
    return document;
  }

  private static String read(ClassPathResource resource) {
    try {
      return resource.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
