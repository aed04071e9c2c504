package io.serpentarium.service.app;

import io.serpentarium.service.core.failure.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses to start with a setting below {@code serpentarium} that nothing reads, and names the one
 * that was probably meant. Variables of the environment and properties of the JVM are only logged:
 * others set some there, such as Kubernetes for a service called serpentarium.
 *
 * <p>The known settings are those in the metadata that Spring Boot's annotation processor writes
 * for {@code @ConfigurationProperties}.
 */
final class KnownSettings implements EnvironmentPostProcessor, Ordered {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final ConfigurationPropertyName ROOT =
      ConfigurationPropertyName.of("serpentarium");

  private static final Set<String> SHARED =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  /** Variables of the environment that are read by their own names. */
  private static final Set<String> VARIABLES = Set.of("serpentarium.api.key", "serpentarium.cache");

  /**
   * A setting, as the metadata describes it.
   *
   * @param name the name, such as {@code serpentarium.sessions.idle-timeout}
   * @param type the Java class of its value
   */
  record Setting(String name, String type, String description, String usual) {

    /**
     * Returns whether the setting is a map or a collection, whose entries have names of their own.
     */
    private boolean isOpen() {
      return type.startsWith("java.util.");
    }
  }

  /** A setting that nothing reads. */
  static final class UnknownSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String nearest;

    private UnknownSettingException(String name, String nearest) {
      super("The setting \"%s\" is not known.".formatted(name));
      this.nearest = nearest;
    }

    /** Returns the setting that was probably meant. */
    String nearest() {
      return nearest;
    }
  }

  private final Log log;

  KnownSettings(DeferredLogFactory logs) {
    log = logs.getLog(KnownSettings.class);
  }

  /** Runs after all processors that add settings. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    List<Setting> known = all();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        List<ConfigurationPropertyName> unknown =
            iterable.stream()
                .filter(ROOT::isAncestorOf)
                .filter(Predicate.not(name -> isKnown(name, known)))
                .toList();
        if (isShared(source)) {
          unknown.forEach(
              name -> log.warn("%s sets %s, which is not a known setting".formatted(source, name)));
        } else if (!unknown.isEmpty()) {
          throw refusal(unknown.getFirst(), known);
        }
      }
    }
  }

  private static boolean isShared(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> properties
        && SHARED.contains(properties.getName());
  }

  private static UnknownSettingException refusal(
      ConfigurationPropertyName name, List<Setting> known) {
    List<String> names = known.stream().map(Setting::name).toList();
    String written = name.toString();
    return new UnknownSettingException(written, NearestName.of(written, names).orElse(written));
  }

  private static boolean isKnown(ConfigurationPropertyName name, List<Setting> known) {
    String uniform = uniform(name);
    return VARIABLES.contains(uniform)
        || known.stream().anyMatch(setting -> isMeant(setting, name, uniform));
  }

  private static boolean isMeant(Setting setting, ConfigurationPropertyName name, String uniform) {
    ConfigurationPropertyName of = ConfigurationPropertyName.of(setting.name());
    return uniform.equals(uniform(of))
        || (setting.isOpen()
            && name.getNumberOfElements() == of.getNumberOfElements() + 1
            && uniform(name.chop(of.getNumberOfElements())).equals(uniform(of)));
  }

  /** Returns a name as names are compared: without dashes and capitals. */
  private static String uniform(ConfigurationPropertyName name) {
    StringBuilder uniform = new StringBuilder();
    for (int i = 0; i < name.getNumberOfElements(); i++) {
      uniform.append(i == 0 ? "" : ".").append(name.getElement(i, Form.UNIFORM));
    }
    return uniform.toString();
  }

  /** Returns all settings in the order of their names. */
  static List<Setting> all() {
    try (InputStream metadata = metadata().toURL().openStream()) {
      return JsonMapper.shared()
          .readTree(metadata)
          .get("properties")
          .valueStream()
          .map(
              each ->
                  new Setting(
                      each.get("name").stringValue(),
                      each.path("type").stringValue(""),
                      each.path("description").stringValue(""),
                      each.path("defaultValue").asString("")))
          .filter(setting -> !setting.name().isEmpty())
          .sorted((one, other) -> one.name().compareTo(other.name()))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the metadata of this module, not a library's; an executable jar has it at its root, its
   * classes in a folder.
   */
  private static URI metadata() {
    String path = KnownSettings.class.getName().replace('.', '/') + ".class";
    String here =
        Objects.requireNonNull(KnownSettings.class.getResource("/" + path), path).toString();
    String root = here.substring(0, here.length() - path.length());
    return URI.create(
        root.replace("jar:nested:", "jar:file:").replace("/!BOOT-INF/classes/!/", "!/") + METADATA);
  }
}
