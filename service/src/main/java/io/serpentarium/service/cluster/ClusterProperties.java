package io.serpentarium.service.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How this node works with others, below {@code serpentarium.cluster}.
 *
 * @param redisUrl such as {@code rediss://user@redis:6379/0}; without it the node is alone
 * @param redisPassword instead of one in the address
 * @param address at which the other nodes reach this one, such as {@code http://10.1.2.3:8082}; its
 *     port is for nodes only
 * @param port on which it listens for them, where that is not the address's
 * @param secret by which nodes know each other, the same on all, 16 characters or more
 * @param acceptedSecrets of other nodes, while the secret is replaced
 * @param lease how long a node that is not heard of keeps its sessions
 * @param withoutRedis how long a node goes on with its sessions while no node reaches Redis
 * @param redisTimeout of one command
 * @param linger how long a stopped node answers on after its last session has left
 * @param state bytes of the largest state that is kept; a larger one does not survive its node
 */
@Validated
@ConfigurationProperties("serpentarium.cluster")
record ClusterProperties(
    @Nullable String redisUrl,
    @Nullable String redisPassword,
    @Nullable URI address,
    @Nullable Integer port,
    @Nullable String secret,
    @DefaultValue List<String> acceptedSecrets,
    @DefaultValue("10s") @DurationMin(seconds = 1) Duration lease,
    @DefaultValue("5m") @DurationMin(millis = 0) Duration withoutRedis,
    @DefaultValue("1s") @DurationMin(millis = 10) Duration redisTimeout,
    @DefaultValue("1s") @DurationMin(millis = 0) Duration linger,
    @DefaultValue("64MB") DataSize state) {

  /** Does not show secrets. */
  @Override
  public String toString() {
    return "ClusterProperties[address=%s, lease=%s]".formatted(address, lease);
  }
}
