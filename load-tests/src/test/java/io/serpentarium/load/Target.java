package io.serpentarium.load;

import io.gatling.javaapi.core.Body;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.http.HttpDsl;
import io.gatling.javaapi.http.HttpProtocolBuilder;

/** The service that is loaded; its address is the system property {@code target}. */
final class Target {

  private static final String ADDRESS = System.getProperty("target", "http://127.0.0.1:8080");

  private Target() {}

  static HttpProtocolBuilder protocol() {
    return HttpDsl.http
        .baseUrl(ADDRESS)
        .wsBaseUrl(ADDRESS.replaceFirst("http", "ws"))
        .acceptHeader("application/json")
        .contentTypeHeader("application/json")
        .authorizationHeader("Bearer " + System.getProperty("key", "none"))
        .shareConnections();
  }

  /** Seconds that a simulation lasts. */
  static int seconds() {
    return Integer.getInteger("seconds", 60);
  }

  /** Users of each kind at once. */
  static int users() {
    return Integer.getInteger("users", 4);
  }

  /** Gradings of a burst; 0 for none. */
  static int burst() {
    return Integer.getInteger("burst", 0);
  }

  /** Milliseconds that the 99th percentile of a request may take. */
  static int limitMillis(String request) {
    return Integer.getInteger("limit." + request, Integer.MAX_VALUE);
  }

  static Body.WithString body(String json) {
    return CoreDsl.StringBody(json);
  }
}
