package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tools and resources by which the official conformance suite of the Model Context Protocol
 * looks at a server. {@code service/proof/mcp_conformance_service} has the service load them from
 * the tests' class path. Whatever a program can do is Python that {@code run_python} runs; only
 * questions with forms of their own are asked by the tools themselves.
 */
final class ConformanceFixture implements Extension {

  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJg"
          + "gg==";

  private static final String SHOWS =
      """
      import base64, io, wave
      from IPython.display import Image, display
      def show_image():
          display(Image(data=base64.b64decode('%s'), format='png'))
      def show_audio():
          made = io.BytesIO()
          with wave.open(made, 'wb') as sound:
              sound.setparams((1, 1, 8000, 0, 'NONE', None))
              sound.writeframes(bytes(8))
          display({'audio/wav': base64.b64encode(made.getvalue()).decode()}, raw=True)
      def show_data():
          display({'application/json': {'test': 'data', 'value': 123}}, raw=True)
      """
          .formatted(PNG);

  private static final String LINES =
      """
      import time
      for line in (0, 50, 100):
          print(line, flush=True)
          time.sleep(%s)
      """;

  /** Python by the names of the tools. */
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "test_simple_text",
          "print('This is a simple text response for testing.')",
          "test_image_content",
          SHOWS + "show_image()",
          "test_audio_content",
          SHOWS + "show_audio()",
          "test_embedded_resource",
          SHOWS + "show_data()",
          "test_multiple_content_types",
          SHOWS + "print('Multiple:')\nshow_image()\nshow_data()",
          "test_error_handling",
          "raise RuntimeError('This tool intentionally returns an error')",
          "test_tool_with_progress",
          LINES.formatted("0.05"),
          "test_tool_with_logging",
          LINES.formatted("0.05"),
          "test_logging_tool",
          LINES.formatted("0"));

  private static final String NAME = "{\"name\": {\"type\": \"string\"}}";
  private static final String CONFIRMATION = "{\"ok\": {\"type\": \"boolean\"}}";

  private static final String DEFAULTS =
      """
      {"name": {"type": "string", "default": "John Doe"},
       "age": {"type": "integer", "default": 30},
       "score": {"type": "number", "default": 95.5},
       "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
       "verified": {"type": "boolean", "default": true}}
      """;

  private static final String CHOICES =
      """
      {"untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
       "titledSingle": {"type": "string", "oneOf": [{"const": "value1", "title": "First Option"},
         {"const": "value2", "title": "Second Option"}]},
       "legacyEnum": {"type": "string", "enum": ["opt1", "opt2"],
         "enumNames": ["Option One", "Option Two"]},
       "untitledMulti": {"type": "array",
         "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
       "titledMulti": {"type": "array", "items": {"anyOf": [
         {"const": "value1", "title": "First Choice"},
         {"const": "value2", "title": "Second Choice"}]}}}
      """;

  /** Questions by the names of the tools. */
  private static final Map<String, List<Form>> FORMS =
      Map.of(
          "test_elicitation", List.of(new Form("user", NAME)),
          "test_elicitation_sep1034_defaults", List.of(new Form("user", DEFAULTS)),
          "test_elicitation_sep1330_enums", List.of(new Form("choices", CHOICES)),
          "test_streaming_elicitation", List.of(new Form("user_name", NAME)),
          "test_input_required_result_elicitation", List.of(new Form("user_name", NAME)),
          "test_input_required_result_request_state", List.of(new Form("confirm", CONFIRMATION)),
          "test_input_required_result_tampered_state", List.of(new Form("confirm", CONFIRMATION)),
          "test_input_required_result_multi_round",
              List.of(
                  new Form("step1", NAME),
                  new Form("step2", "{\"color\": {\"type\": \"string\"}}")));

  private static final Map<String, Content> RESOURCES =
      Map.of(
          "test://static-text", new Content("text/plain", "text", "A static text."),
          "test://static-binary", new Content("image/png", "blob", PNG),
          "test://watched-resource", new Content("text/plain", "text", "It is watched."));

  private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

  private record Content(String type, String form, String content) {}

  /**
   * A form that a person fills in.
   *
   * @param properties the properties of its schema, as JSON
   */
  private record Form(String key, String properties) {

    Told.Asked question(Dialogue.State state) {
      Map<String, Object> schema =
          Map.of("type", "object", "properties", JsonMapper.shared().readTree(properties));
      return new Told.Asked(key, "Please fill in: " + key, schema, state.text());
    }
  }

  /** Asks one form after the other. */
  private record Interview(String tool, List<Form> forms) implements ToolCall.Other {

    @Override
    public Flux<Told> told(Dialogue dialogue) {
      return switch (dialogue) {
        case Dialogue.Live live -> live.ask(question(0), response -> done());
        case Dialogue.Rounds(var replies) -> round(replies);
        case Dialogue.Nobody _ ->
            Flux.just(new Told.Done(ToolResult.refused("Nobody can be asked.")));
      };
    }

    private Flux<Told> round(Dialogue.Replies replies) {
      int asked =
          replies.state().filter(state -> state.subject().equals(tool)).stream()
              .mapToInt(state -> (int) state.number())
              .filter(number -> number < forms.size())
              .findFirst()
              .orElse(0);
      int next = replies.responses().containsKey(forms.get(asked).key()) ? asked + 1 : asked;
      return next == forms.size() ? done() : Flux.just(question(next));
    }

    private Told.Asked question(int number) {
      return forms.get(number).question(new Dialogue.State(tool, number));
    }

    private static Flux<Told> done() {
      return Flux.just(new Told.Done(ToolResult.text("It is filled in.")));
    }
  }

  @Override
  public List<JsonNode> tools() {
    return Stream.of(PROGRAMS, FORMS)
        .flatMap(each -> each.keySet().stream().sorted())
        .map(ConformanceFixture::definition)
        .toList();
  }

  private static JsonNode definition(String name) {
    return JsonMapper.shared()
        .valueToTree(
            Map.of(
                "name",
                name,
                "description",
                "A tool of the conformance suite.",
                "inputSchema",
                Map.of("type", "object")));
  }

  @Override
  public Optional<Function<JsonFields, ToolCall>> reader(String tool) {
    Optional<Function<JsonFields, ToolCall>> program =
        Optional.ofNullable(PROGRAMS.get(tool)).map(code -> fields -> program(code));
    return program.or(
        () ->
            Optional.ofNullable(FORMS.get(tool))
                .map(
                    forms ->
                        fields -> {
                          fields.allowUnknown();
                          return new Interview(tool, forms);
                        }));
  }

  private static ToolCall program(String code) {
    return new ToolCall.RunPython(Optional.empty(), code, false, Optional.empty(), Map.of());
  }

  @Override
  public List<Map<String, Object>> resources() {
    return RESOURCES.entrySet().stream()
        .map(
            each ->
                Map.<String, Object>of(
                    "uri",
                    each.getKey(),
                    "name",
                    each.getKey(),
                    "mimeType",
                    each.getValue().type()))
        .toList();
  }

  @Override
  public List<Map<String, Object>> templates() {
    return List.of(Map.of("uriTemplate", "test://template/{id}/data", "name", "template"));
  }

  @Override
  public Mono<Map<String, Object>> read(String uri) {
    Matcher template = TEMPLATE.matcher(uri);
    Optional<Content> content =
        template.matches()
            ? Optional.of(
                new Content(
                    "application/json", "text", "{\"id\": \"%s\"}".formatted(template.group(1))))
            : Optional.ofNullable(RESOURCES.get(uri));
    return Mono.justOrEmpty(content)
        .map(
            found -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("uri", uri);
              fields.put("mimeType", found.type());
              fields.put(found.form(), found.content());
              return fields;
            });
  }
}
