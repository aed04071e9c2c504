package io.serpentarium.service.edge.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Marks a controller or component of a door. The bean exists only while that door is open, so that
 * the paths of a closed door are unknown.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OpenDoor.IsOpen.class)
public @interface OpenDoor {

  /** The door. */
  Door value();

  /** Finds the open doors: those that are named or, in local mode, all. */
  final class IsOpen implements Condition {

    private static final String DOORS = "serpentarium.doors";
    private static final String TENANTS = "serpentarium.tenants";

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Map<String, Object> attributes =
          Objects.requireNonNull(metadata.getAnnotationAttributes(OpenDoor.class.getName()));
      return in(context.getEnvironment()).contains((Door) attributes.get("value"));
    }

    /**
     * Returns the open doors.
     *
     * @throws Door.UnknownException if another is named
     */
    static Set<Door> in(Environment environment) {
      Binder binder = Binder.get(environment);
      return Door.named(
          binder
              .bind(DOORS, Bindable.listOf(String.class))
              .orElseGet(() -> hasTenants(binder) ? List.of() : List.of("all")));
    }

    private static boolean hasTenants(Binder binder) {
      return Stream.of("file", "inline", "key")
          .map(name -> binder.bind(TENANTS + "." + name, Object.class).orElse(""))
          .anyMatch(value -> !value.toString().isBlank());
    }
  }
}
