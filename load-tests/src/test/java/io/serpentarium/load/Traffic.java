package io.serpentarium.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;

/** What users do, each a chain that ends with nothing left behind. */
final class Traffic {

  private static final int CELLS = 10;
  private static final int QUESTIONS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Traffic() {}

  /** Runs a small program once. */
  static ChainBuilder oneShot() {
    return exec(
        http("one-shot")
            .post("/v1/executions")
            .body(Target.body("{\"code\": \"print(sum(i * i for i in range(1000)))\"}"))
            .check(status().is(200), jsonPath("$.stdout").is("332833500\n")));
  }

  /** Works in a session, cell by cell, and reads what it counted. */
  static ChainBuilder repl() {
    return inSession(
        exec(cell("n = 0", "completed"))
            .exec(repeat(CELLS).on(exec(cell("n += 1", "completed"))))
            .exec(
                http("cell")
                    .post("/v1/sessions/#{session}/executions")
                    .body(Target.body("{\"code\": \"n\"}"))
                    .check(jsonPath("$.result").is(Integer.toString(CELLS)))));
  }

  /** Talks with a program that asks, over a WebSocket. */
  static ChainBuilder chat() {
    String question =
        """
        {"type": "execute", "id": "1", "code": "print(f'Hello, {input()}!')"}""";
    return inSession(
        exec(
                ws("connect")
                    .connect("/v1/sessions/#{session}/channel")
                    .subprotocol("serpentarium.v1+json"))
            .exec(
                repeat(QUESTIONS)
                    .on(
                        exec(ws("ask")
                                .sendText(question)
                                .await(PATIENCE)
                                .on(
                                    ws.checkTextMessage("input_request")
                                        .matching(jsonPath("$.type").is("input_request"))
                                        .check(jsonPath("$.id").is("1"))))
                            .exec(
                                ws("answer")
                                    .sendText("{\"type\": \"stdin\", \"data\": \"William\\n\"}")
                                    .await(PATIENCE)
                                    .on(
                                        ws.checkTextMessage("result")
                                            .matching(jsonPath("$.type").is("result"))
                                            .check(
                                                jmesPath("execution.stdout")
                                                    .is("Hello, William!\n"))))))
            .exec(ws("close").close()));
  }

  /** Has a solution graded by twenty checks. */
  static ChainBuilder grading() {
    return grading("grading");
  }

  /** The same under another name. */
  static ChainBuilder grading(String name) {
    return exec(
        http(name)
            .post("/v1/gradings")
            .body(Target.body(GradingRequest.json()))
            .check(status().is(200), jsonPath("$.verdict").is("passed")));
  }

  /** Makes a session and deletes it. */
  static ChainBuilder churn() {
    return inSession(pause(Duration.ZERO));
  }

  /** Takes all the CPU that it gets, for half a second. */
  static ChainBuilder spin() {
    return exec(
        http("spin")
            .post("/v1/executions")
            .header("Authorization", "Bearer " + System.getProperty("key.noisy", "none"))
            .body(
                Target.body(
                    """
                    {"code": "while True: pass", "limits": {"wall_time_ms": 500}}"""))
            .check(status().is(200), jsonPath("$.limit").is("wall_time")));
  }

  private static ChainBuilder inSession(ChainBuilder work) {
    return exec(http("open")
            .post("/v1/sessions")
            .body(Target.body("{}"))
            .check(status().is(201), jsonPath("$.id").saveAs("session")))
        .exec(work)
        .exec(http("delete").delete("/v1/sessions/#{session}").check(status().is(204)));
  }

  private static HttpRequestActionBuilder cell(String code, String end) {
    return http("cell")
        .post("/v1/sessions/#{session}/executions")
        .body(Target.body("{\"code\": \"" + code + "\"}"))
        .check(status().is(200), jsonPath("$.status").is(end));
  }
}
