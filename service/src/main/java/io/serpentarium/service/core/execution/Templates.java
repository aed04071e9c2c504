package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Sandbox.Preparation;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Interpreters that have imported something, from which sessions start. Each is made once, in the
 * background after the start, or when it is first wanted. Thread-safe.
 */
@Component
public final class Templates implements AutoCloseable {

  /** The plain interpreter. */
  public static final String PYTHON = "python";

  /** The template that exists if the artifacts have packages for it. */
  public static final String SCIENCE = "science";

  /** The guest's own part, which keeps modules from {@code sys.modules} until they are imported. */
  private static final String IMPORT_AHEAD =
      "__import__('_frozen_importlib')._find_and_load.__globals__['import_ahead']";

  private static final Logger log = LoggerFactory.getLogger(Templates.class);

  /** An import waits for the compiler, which takes half a minute for pandas on a quiet machine. */
  private static final Limits WHILE_MADE =
      Limits.DEFAULT.with(Limit.WALL_TIME, Duration.ofMinutes(10).toMillis());

  /** The modules that the template imports, by the package that must be present. */
  private static final Map<String, List<String>> OF_SCIENCE =
      Map.of(
          "numpy", List.of("numpy", "numpy.random"),
          "pandas", List.of("pandas"),
          "matplotlib", List.of("matplotlib", "matplotlib.pyplot"));

  private final Sandbox sandbox;
  private final int ready;
  private final Ledger ledger;
  private final Map<String, Template> templates = new LinkedHashMap<>();

  /** All that some template has imported. */
  private final Set<String> packages;

  Templates(Sandbox sandbox, TemplatePolicy policy, Ledger ledger) {
    this.sandbox = sandbox;
    this.ready = policy.ready();
    this.ledger = ledger;
    List<String> science =
        sandbox.info().packages().stream()
            .map(PackageInfo::name)
            .flatMap(name -> OF_SCIENCE.getOrDefault(name, List.of()).stream())
            .toList();
    if (!science.isEmpty()) {
      templates.put(SCIENCE, new Template(SCIENCE, science));
    }
    policy.imports().forEach((name, imports) -> templates.put(name, new Template(name, imports)));
    packages =
        templates.values().stream()
            .flatMap(template -> template.packages.stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A template as clients see it.
   *
   * @param packages the packages that it has imported, besides the standard library's modules
   * @param ready whether sessions start from it without waiting
   */
  public record Listed(String name, List<PackageInfo> packages, boolean ready) {}

  /** All that there are, the plain interpreter first. */
  public List<Listed> all() {
    List<Listed> all = new ArrayList<>();
    all.add(new Listed(PYTHON, List.of(), true));
    templates.values().forEach(template -> all.add(template.info()));
    return all;
  }

  /**
   * The state that a session of a template starts from; empty for the plain interpreter. May block
   * for seconds until it is there. Not to be closed.
   *
   * @throws ServiceFailure with {@link FailureCode#TEMPLATE_NOT_FOUND}
   * @throws io.serpentarium.sandbox.SandboxSaturatedException if it does not fit into the node
   */
  public Optional<Snapshot> state(String name) {
    return Optional.ofNullable(templates.get(requireKnown(name))).map(Template::get);
  }

  /**
   * Returns the state to start from for code that names no template: that of the first template
   * which has imported the code's imports, if it is ready and fits. Not to be closed.
   */
  public Optional<Snapshot> stateFor(String code, Limits limits) {
    return importedBy(List.of(code))
        .flatMap(template -> template.readyWithin(limits.memoryBytes()))
        .map(Made::state);
  }

  /**
   * Returns the name of the template to start from: the wanted one or, if none is wanted, the first
   * that has imported what some sources import, if it is ready and fits; otherwise the plain
   * interpreter's.
   *
   * @param memoryBytes the most that its state may have if none is wanted
   * @throws ServiceFailure with {@link FailureCode#TEMPLATE_NOT_FOUND}
   */
  public String choose(Optional<String> wanted, Collection<String> sources, long memoryBytes) {
    if (wanted.isPresent()) {
      return requireKnown(wanted.get());
    }
    return importedBy(sources)
        .filter(template -> template.readyWithin(memoryBytes).isPresent())
        .map(template -> template.name)
        .orElse(PYTHON);
  }

  /**
   * Returns the name of a template that there is.
   *
   * @throws ServiceFailure with {@link FailureCode#TEMPLATE_NOT_FOUND}
   */
  public String requireKnown(String name) {
    if (!name.equals(PYTHON) && !templates.containsKey(name)) {
      throw new ServiceFailure(FailureCode.TEMPLATE_NOT_FOUND);
    }
    return name;
  }

  private Optional<Template> importedBy(Collection<String> sources) {
    if (templates.isEmpty()) {
      return Optional.empty();
    }
    Set<String> imports =
        sources.stream()
            .flatMap(source -> ImportScan.of(source, packages).stream())
            .collect(Collectors.toSet());
    return templates.values().stream()
        .filter(template -> template.packages.stream().anyMatch(imports::contains))
        .findFirst();
  }

  /** Makes those that are not ready, one after the other. What fails is logged. */
  public void prepare() {
    for (Template template : templates.values()) {
      try {
        template.get();
      } catch (RuntimeException e) {
        log.warn("Template {} could not be made", template.name, e);
      }
    }
  }

  private Made make(List<String> imports, MemoryAccount account) {
    SessionOptions options = SessionOptions.withLimits(WHILE_MADE).withAccount(account);
    try (Session session = sandbox.open(options)) {
      String names =
          imports.stream().map("'%s'"::formatted).collect(Collectors.joining(", ", "([", "])"));
      OwnCode.run(session, IMPORT_AHEAD + names, "its imports end as ");
      return prepared(session.snapshot(), session.memoryBytes(), account);
    }
  }

  private Made prepared(Snapshot state, long memoryBytes, MemoryAccount account) {
    try {
      return new Made(
          state, memoryBytes, sandbox.prepare(state, ledger.isSmall() ? 0 : ready, account));
    } catch (RuntimeException | Error e) {
      state.close();
      throw e;
    }
  }

  @Override
  public void close() {
    templates.values().forEach(Template::close);
  }

  /** A template, made or not. */
  private final class Template {

    private final String name;
    private final List<String> imports;
    private final Set<String> packages;
    private final MadeOnce<Made> made;

    Template(String name, List<String> imports) {
      this.name = name;
      this.imports = List.copyOf(imports);
      this.packages =
          imports.stream()
              .map(each -> each.split("\\.", 2)[0])
              .collect(Collectors.toUnmodifiableSet());
      this.made =
          new MadeOnce<>(
              () -> ledger.makeOwn("Template " + name, account -> make(this.imports, account)),
              Made::close);
    }

    Listed info() {
      List<PackageInfo> imported =
          sandbox.info().packages().stream()
              .filter(known -> known.modules().stream().anyMatch(packages::contains))
              .toList();
      return new Listed(name, imported, made.now() != null);
    }

    Optional<Made> readyWithin(long memoryBytes) {
      return Optional.ofNullable(made.now()).filter(now -> now.memoryBytes() <= memoryBytes);
    }

    Snapshot get() {
      return made.get().state();
    }

    void close() {
      made.close();
    }
  }

  private record Made(Snapshot state, long memoryBytes, Preparation preparation) {

    void close() {
      preparation.close();
      state.close();
    }
  }
}
