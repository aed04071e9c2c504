package io.serpentarium.service.testing;

import io.serpentarium.service.ServiceApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;

/** Starts the whole service on free ports, over a scripted sandbox. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    classes = {ServiceApplication.class, ScriptedConfiguration.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "serpentarium.sessions.maximum=20",
      "serpentarium.sessions.reap-interval=20ms",
      "serpentarium.sessions.stream-patience=500ms",
      "serpentarium.snapshots.maximum=4",
      "serpentarium.snapshots.content=100KB",
      "serpentarium.heartbeat=50ms",
      "serpentarium.request-timeout=3s",
      "serpentarium.allowed-hosts=serpents.test",
      "serpentarium.caps.body=3MB",
      "serpentarium.caps.code=100KB",
      "serpentarium.caps.file=2MB",
      "serpentarium.caps.frame=256KB"
    })
@AutoConfigureWebTestClient(timeout = "20s")
public @interface ServiceTest {}
