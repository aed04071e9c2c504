package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.PythonTest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doors of graders and bots in local mode, with the real Python behind them. */
class DoorsIT extends PythonTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void pistonShowsStreamsAsTheyCame() {
    JsonNode run =
        piston("import sys\nprint('a'); print('b', file=sys.stderr); print('c'); 1/0", "");
    assertThat(run.get("output").stringValue())
        .startsWith("a\nb\nc\nTraceback")
        .contains("File \"/sandbox/main.py\", line 2");
    assertThat(run.get("code").intValue()).isOne();
  }

  @Test
  void pistonRunsFilesThatImportEachOther() {
    String body =
        """
        {"language": "python", "version": "3.10.0", "args": ["x"], "stdin": "in", "files": [
         {"name": "main.py", "content": "import sys, lib\\nprint(lib.twice(input()), sys.argv[1:])"},
         {"name": "lib.py", "content": "def twice(text): return text * 2"}]}\
        """;
    JsonNode run = api.read(api.post("/api/v2/execute", body).expectStatus().isOk()).get("run");
    assertThat(run.get("stdout").stringValue()).isEqualTo("inin ['x']\n");
  }

  @Test
  void pistonStopsWhatTakesTooLong() {
    JsonNode run = piston("print('on', flush=True)\nwhile True: pass", ", \"run_timeout\": 300");
    assertThat(run.get("signal").stringValue()).isEqualTo("SIGKILL");
    assertThat(run.get("status").stringValue()).isEqualTo("TO");
    assertThat(run.get("stdout").stringValue()).isEqualTo("on\n");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void pistonInterruptsOverItsSocket() {
    String code =
        """
        name = input('Name? ')
        try:
            print('on', name, flush=True)
            while True: pass
        except KeyboardInterrupt:
            print('interrupted')
        """;
    try (ChannelClient client =
        new ChannelClient(api.socketUri("/api/v2/connect"), new HttpHeaders())) {
      client.send(
          """
          {"type": "init", "language": "python", "version": "*", "run_timeout": 30000,
           "files": [{"content": %s}]}\
          """
              .formatted(JSON.writeValueAsString(code)));
      assertThat(client.next("data").get("data").stringValue()).isEqualTo("Name? ");
      client.send("{\"type\": \"data\", \"stream\": \"stdin\", \"data\": \"Ada\\n\"}");
      assertThat(client.next("data").get("data").stringValue()).isEqualTo("on Ada\n");
      client.send("{\"type\": \"signal\", \"signal\": \"SIGINT\"}");
      assertThat(client.next("data").get("data").stringValue()).isEqualTo("interrupted\n");
      assertThat(client.next("exit").get("code").intValue()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"-c\", \"import sys; print(sys.argv[1:])\", \"a\"] | ['a'] | 0",
        "[\"-m\", \"timeit\", \"-n\", \"1\", \"-r\", \"1\", \"pass\"] | loop | 0",
        "[\"none.py\"] | can't open file | 2",
        "[\"-m\", \"none\"] | No module named none | 1"
      })
  void snekboxRunsCommandLines(String args, String output, int code) {
    JsonNode answer = api.read(api.post("/eval", "{\"args\": %s}".formatted(args)));
    assertThat(answer.get("stdout").stringValue()).contains(output);
    assertThat(answer.get("returncode").intValue()).isEqualTo(code);
  }

  @Test
  void snekboxBringsFilesBack() {
    JsonNode answer =
        api.read(api.post("/eval", "{\"input\": \"open('a.bin', 'wb').write(bytes([0, 255]))\"}"));
    assertThat(answer.get("files").toString())
        .isEqualTo("[{\"path\":\"a.bin\",\"size\":2,\"content\":\"AP8=\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print(6*7) | 3",
        "print(6*7, end=' ') | 3",
        "print(41) | 4",
        "while True: pass | 5",
        "import os; os.abort() | 10",
        "raise SystemExit(3) | 11",
        "1/0 | 11",
        "while True: print('x' * 1000) | 8",
        "x = 'a' * 2**40 | 11"
      })
  void judge0Judges(String code, int status) {
    JsonNode judged = judge0(code, ", \"cpu_time_limit\": 0.5, \"expected_output\": \"42\"");
    assertThat(judged.at("/status/id").intValue()).as(judged.toString()).isEqualTo(status);
  }

  @Test
  void judge0MergesStderrWhenAsked() {
    JsonNode judged =
        judge0(
            "import sys\nprint(1, file=sys.stderr)\nprint(2)",
            ", \"redirect_stderr_to_stdout\": true");
    assertThat(judged.get("stdout").stringValue()).isEqualTo("1\n2\n");
    assertThat(judged.get("stderr").isNull()).isTrue();
  }

  @Test
  void judge0MeetsTheLeastMemoryThatMayBeNamed() {
    JsonNode judged = judge0("print(1)", ", \"memory_limit\": 2048");
    assertThat(judged.at("/status/id").intValue()).isGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print('Hello world!') | 15",
        "print('Hello world!' | 11",
        "[1, 2][2] | 12",
        "exec('(') | 12",
        "print('Un rôle délétère') | 15",
        "while True: pass | 13"
      })
  void jobeTellsTheOutcome(String code, int outcome) {
    JsonNode result = jobe(code, "{\"cputime\": 1}");
    assertThat(result.get("outcome").intValue()).as(result.toString()).isEqualTo(outcome);
    assertThat(result.get("cmpinfo").stringValue().isEmpty()).isEqualTo(outcome != 11);
  }

  @Test
  void jobeTakesInterpreterArguments() {
    JsonNode result =
        jobe("", "{\"interpreterargs\": [\"-c \\\"print(\\\\\\\"Blah\\\\\\\")\\\"\"]}");
    assertThat(result.get("stdout").stringValue()).isEqualTo("Blah\n");
  }

  /** As templates do for CodeRunner: the student's answer is a program, run for each test. */
  @Test
  void jobeRunsTemplatesThatStartPython() {
    String template =
        """
        import subprocess, sys
        with open('prog.py', 'w') as file:
            file.write('name = input()\\nprint("Hello", name)\\n')
        for test in 'Ada', 'Grace':
            try:
                print(subprocess.check_output(
                    ['python3', 'prog.py'], input=test + '\\n', text=True, timeout=2), end='')
            except subprocess.CalledProcessError as failed:
                print(failed.returncode, file=sys.stderr)
        try:
            subprocess.check_output(
                [sys.executable, '-c', 'while True: pass'], timeout=0.2, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            print('*** Timed out ***')
        done = subprocess.run(
            ['python3', '-c', 'print(1/0)'], stderr=subprocess.PIPE, universal_newlines=True)
        print(done.returncode, done.stderr.splitlines()[-1])
        """;
    JsonNode result = jobe(template, "{\"cputime\": 10}");
    assertThat(result.get("stdout").stringValue())
        .isEqualTo(
            "Hello Ada\nHello Grace\n*** Timed out ***\n1 ZeroDivisionError: division by zero\n");
    assertThat(result.get("outcome").intValue()).as(result.toString()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "../../etc/x", "/etc/passwd"})
  void refuseFilesOutsideOfTheSandbox(String path) {
    String piston =
        """
        {"language": "python", "version": "3",
         "files": [{"content": "1"}, {"name": "%s", "content": ""}]}\
        """
            .formatted(path);
    String snekbox =
        "{\"input\": \"1\", \"files\": [{\"path\": \"%s\", \"content\": \"\"}]}".formatted(path);
    for (ResponseSpec response :
        List.of(api.post("/api/v2/execute", piston), api.post("/eval", snekbox))) {
      int status = response.expectBody().returnResult().getStatus().value();
      assertThat(status).isIn(400, 403);
    }
  }

  private JsonNode piston(String code, String more) {
    String body =
        "{\"language\": \"python\", \"version\": \"*\", \"files\": [{\"content\": %s}]%s}"
            .formatted(JSON.writeValueAsString(code), more);
    return api.read(api.post("/api/v2/execute", body).expectStatus().isOk()).get("run");
  }

  private JsonNode judge0(String code, String more) {
    String body =
        "{\"language_id\": 71, \"source_code\": %s%s}"
            .formatted(JSON.writeValueAsString(code), more);
    return api.read(
        api.post("/submissions?base64_encoded=false&wait=true", body).expectStatus().isCreated());
  }

  private JsonNode jobe(String code, String parameters) {
    String body =
        "{\"run_spec\": {\"language_id\": \"python3\", \"sourcecode\": %s, \"parameters\": %s}}"
            .formatted(JSON.writeValueAsString(code), parameters);
    return api.read(api.post("/jobe/index.php/restapi/runs", body).expectStatus().isOk());
  }
}
