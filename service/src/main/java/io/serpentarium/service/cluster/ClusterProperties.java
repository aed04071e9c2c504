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
 * The cooperation of this node with others, below {@code serpentarium.cluster}.
 *
 * @param redisUrl the URL of Redis, such as {@code rediss://user@redis:6379/0}; without one the
 *     node is alone
 * @param redisPassword a password to use instead of one in the URL
 * @param address the address at which other nodes reach this one, such as {@code
 *     http://10.1.2.3:8082}; its port is for nodes only
 * @param port the port to listen on for other nodes, if not the address's
 * @param secret the secret by which nodes authenticate each other, the same on all, 16 characters
 *     or more
 * @param acceptedSecrets further secrets that are accepted from other nodes during a replacement
 * @param lease the time for which an unresponsive node keeps its sessions
 * @param withoutRedis the time for which a node goes on with its sessions while no node reaches
 *     Redis
 * @param redisTimeout the timeout of one command
 * @param linger the time for which a stopped node keeps answering after its last session has left
 * @param state the size in bytes of the largest state that is kept; a session with a larger one
 *     does not survive its node
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

  /** Returns a text without secrets. */
  @Override
  public String toString() {
    return "ClusterProperties[address=%s, lease=%s]".formatted(address, lease);
  }
}
