package io.serpentarium.service.cluster;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

class SocketForwarderTest implements ForwarderContract {

  private final PeerSecret secret = PeerSecretTest.secret(NOBODY);

  @Override
  public Forwarder forwarder() {
    WebClient plain =
        WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(ForwarderContract.client()))
            .build();
    return new SocketForwarder(
        new ReactorNettyWebSocketClient(ForwarderContract.client()),
        new ReactorNettyRequestUpgradeStrategy(),
        new HttpForwarder(plain, secret),
        secret);
  }

  @Override
  public MockServerHttpRequest.BaseBuilder<?> request() {
    return MockServerHttpRequest.get("/v1/sessions/ses_1/channel")
        .header(HttpHeaders.UPGRADE, "websocket");
  }
}
