package io.serpentarium.service.snekbox;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.PythonCommand;
import io.serpentarium.service.core.execution.ReturnedFiles;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.Transcript;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.body.RequestBodies;
import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.route.AuditedAction;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.ErrorForm;
import io.serpentarium.service.edge.route.OpenDoor;
import io.serpentarium.service.edge.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Runs snippets for snekbox's clients. */
@RestController
@OpenDoor(Door.SNEKBOX)
final class SnekboxController {

  /** The path of a program while it runs. */
  private static final String MAIN = "main.py";

  /** Files that an answer has at most. */
  private static final int MOST_FILES = 100;

  /** Entries among which they are looked for. */
  private static final int MOST_ENTRIES = 1_000;

  /** The copies of returned files, the text of base64 included, until they are sent. */
  private static final int COPIES = 3;

  private final ProgramService programs;
  private final ReturnedFiles returnedFiles;
  private final RequestBodies bodies;
  private final BodyCaps caps;
  private final Workers workers;

  SnekboxController(
      ProgramService programs,
      ReturnedFiles returnedFiles,
      RequestBodies bodies,
      BodyCaps caps,
      Workers workers) {
    this.programs = programs;
    this.returnedFiles = returnedFiles;
    this.bodies = bodies;
    this.caps = caps;
    this.workers = workers;
  }

  /**
   * A program to run: a command line of Python's, of which {@code input} is the last word.
   *
   * @param files files to write before
   */
  record Request(PythonCommand command, List<SandboxFile> files) {

    static Request read(JsonFields fields) {
      fields.allowUnknown();
      if (!fields.isGiven("input") && !fields.isGiven("args")) {
        fields.reject("input", "or args is a required property");
      }
      List<String> words = new ArrayList<>(fields.texts("args"));
      if (fields.isGiven("input") && !fields.isGiven("args")) {
        words.add("-c");
      }
      fields.optionalText("input").ifPresent(words::add);
      List<SandboxFile> files = fields.objects("files", Request::file);
      return new Request(PythonCommand.of(words, files), files);
    }

    private static SandboxFile file(JsonFields fields) {
      fields.allowUnknown();
      String path = fields.text("path");
      if (path.startsWith("/")) {
        fields.reject("path", "must be relative");
      }
      return new SandboxFile(path, fields.optionalBase64("content").orElse(new byte[0]));
    }

    Script script() {
      ExecutionRequest request =
          ExecutionRequest.program(command.code())
              .withoutValue()
              .withArguments(command.arguments());
      return new Script(request, files, Map.of());
    }

    /** Returns whether a file is unchanged from the request, the program itself included. */
    boolean hasBrought(SandboxFile file) {
      return isMain(file)
          || files.stream()
              .anyMatch(
                  own ->
                      own.path().equals(file.path())
                          && Arrays.equals(own.content(), file.content()));
    }

    private boolean isMain(SandboxFile file) {
      return file.path().equals(MAIN)
          && Arrays.equals(command.code().getBytes(StandardCharsets.UTF_8), file.content());
    }
  }

  /**
   * The result of a program.
   *
   * @param stdout stdout and stderr together
   * @param returncode the code that a shell has: 128 and the signal's number for a program that was
   *     killed
   */
  record Evaluation(String stdout, int returncode, List<File> files) {

    @SuppressWarnings("ArrayRecordComponent") // written as base64, compared nowhere
    record File(String path, int size, byte[] content) {

      static File of(SandboxFile file) {
        return new File(file.path(), file.content().length, file.content());
      }
    }

    static Evaluation of(Transcript transcript, List<SandboxFile> files) {
      return new Evaluation(
          transcript.output(),
          returnCode(transcript.execution().result().outcome()),
          files.stream().map(File::of).toList());
    }

    static int returnCode(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Completed _ -> 0;
        case Outcome.Raised _ -> 1;
        case Outcome.Exited(int code) -> code & 0xff;
        case Outcome.Interrupted _ -> 130;
        case Outcome.LimitExceeded _ -> 137;
        case Outcome.Crashed _ -> 139;
      };
    }
  }

  /** Failures as {@code {"title": …, "description": …}}. */
  static final class Titles implements ErrorForm {

    @Override
    public Answer of(Problem problem) {
      String description =
          problem.errors().isEmpty()
              ? problem.detail()
              : problem.errors().stream().map(Titles::text).collect(Collectors.joining("; "));
      return Answer.json(
          problem.status(), Map.of("title", problem.title(), "description", description));
    }

    private static String text(Problem.FieldError error) {
      return error.pointer() + " " + error.reason();
    }
  }

  @PostMapping(path = "/eval", produces = MediaType.APPLICATION_JSON_VALUE)
  @Route(begins = true, errors = Titles.class, audit = AuditedAction.PROGRAM_RUN)
  Mono<Evaluation> eval(ServerHttpRequest request) {
    return bodies
        .json(request, Request::read)
        .doOnNext(body -> caps.requireCode(body.command().code()))
        .flatMap(
            body ->
                programs.transcribe(
                    body.script(),
                    (session, transcript) -> answer(body, session.files(), transcript)));
  }

  private Mono<Evaluation> answer(Request request, SessionFiles files, Transcript transcript) {
    return Mono.deferContextual(
        context ->
            workers.call(
                () -> {
                  List<SandboxFile> found =
                      returnedFiles.read(files, paths(files, HeapHolding.of(context)));
                  return Evaluation.of(
                      transcript,
                      found.stream().filter(file -> !request.hasBrought(file)).toList());
                }));
  }

  /**
   * Returns the paths of files to bring back, for which the request's part of the heap has room.
   */
  private List<String> paths(SessionFiles files, HeapHolding holding) {
    List<SessionFiles.Entry> entries =
        files.list("", "", MOST_ENTRIES).stream()
            .filter(SnekboxController::isOutput)
            .limit(MOST_FILES)
            .toList();
    long bytes = entries.stream().mapToLong(SessionFiles.Entry::sizeBytes).sum();
    holding.acquire(COPIES * Math.min(bytes, returnedFiles.maximumBytes()));
    return entries.stream().map(SessionFiles.Entry::path).toList();
  }

  private static boolean isOutput(SessionFiles.Entry entry) {
    return entry.type() == SessionFiles.Type.FILE
        && !entry.path().substring(entry.path().lastIndexOf('/') + 1).startsWith("_");
  }
}
