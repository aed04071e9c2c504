package io.serpentarium.sandbox.remote.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A front's end of a link, to whose other end anybody may have come. */
@Timeout(60)
class LinkTest {

  private static final int TELL = 0;
  private static final int ASK = 1;
  private static final int ANSWER = 2;

  @Test
  void closesAtALengthBeyondTheOperationsBeforeItIsAllocated() throws Exception {
    assertThat(end(frame(Integer.MAX_VALUE, TELL, number(Operation.HEARTBEAT), 0)))
        .contains("bytes, 256 at most");
  }

  @Test
  void closesAtANegativeLength() throws Exception {
    assertThat(end(frame(-1, TELL, number(Operation.HEARTBEAT), 0))).contains("a frame of -");
  }

  @Test
  void closesAtWhatIsNoOperation() throws Exception {
    assertThat(end(frame(10, TELL, 120, 0))).contains("there is no operation 120");
  }

  @Test
  void closesAtAKindThatIsNone() throws Exception {
    assertThat(end(frame(10, 9, 0, 0))).contains("there is no kind 9");
  }

  @Test
  void closesAtAnAnswerToNoQuestion() throws Exception {
    assertThat(end(frame(10, ANSWER, 0, 7))).contains("nobody asked question 7");
  }

  @Test
  void closesAtWhatOnlyFrontsAsk() throws Exception {
    assertThat(end(frame(10, ASK, number(Operation.EXECUTE), 1))).contains("protocol");
  }

  @Test
  void closesWhereAFrameEndsEarly() throws Exception {
    assertThat(end(ByteBuffer.allocate(3).array())).isEqualTo("the process ended");
  }

  @Test
  void survivesNoNoise() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThat(end(noise)).isNotEmpty();
    }
  }

  @Test
  void failsOpenQuestionsWhenItCloses() {
    Link link =
        new Link(new PipedInputStream(), OutputStream.nullOutputStream(), new Told(), false);
    CompletableFuture<FrameReader> answer =
        link.ask(Operation.OPEN, 100, Failures::readAny, out -> {});
    link.close("a test");
    assertThatThrownBy(() -> link.await(answer, 10))
        .isInstanceOf(LinkClosedException.class)
        .hasMessage("a test");
    assertThatThrownBy(() -> link.await(link.promise(10, Failures::readAny).answer(), 10))
        .isInstanceOf(LinkClosedException.class);
  }

  @Test
  void refusesAnAnswerThatIsLongerThanItsQuestionExpects() throws Exception {
    PipedOutputStream toLink = new PipedOutputStream();
    Told told = new Told();
    Link link = new Link(new PipedInputStream(toLink), new ByteArrayOutputStream(), told, false);
    link.start("test");
    CompletableFuture<FrameReader> answer =
        link.ask(Operation.OPEN, 100, Failures::readAny, out -> {});
    toLink.write(frame(10 + 101, ANSWER, number(Operation.OPEN), 1));
    toLink.flush();
    assertThat(told.end.get(30, TimeUnit.SECONDS)).contains("a frame of 101 bytes, 100 at most");
    assertThatThrownBy(() -> link.await(answer, 10)).isInstanceOf(LinkClosedException.class);
  }

  @Test
  void carriesQuestionsBothWays() throws Exception {
    PipedOutputStream toFront = new PipedOutputStream();
    PipedOutputStream toWorker = new PipedOutputStream();
    Told front = new Told();
    Told worker = new Told();
    Link fronts = new Link(new PipedInputStream(toFront), toWorker, front, false);
    Link workers = new Link(new PipedInputStream(toWorker), toFront, worker, true);
    fronts.start("front");
    workers.start("worker");
    FrameReader answer =
        fronts.await(
            fronts.ask(Operation.USED_BYTES, 100, Failures::readAny, out -> out.text("ä")), 30);
    assertThat(answer.text()).isEqualTo("USED_BYTES ä");
    assertThatThrownBy(
            () ->
                workers.await(
                    workers.ask(
                        Operation.ACQUIRE, 100, Failures::readAny, out -> out.text("refuse")),
                    30))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("refused");
    fronts.close();
    workers.close();
  }

  @SuppressWarnings("EnumOrdinal")
  private static int number(Operation operation) {
    return operation.ordinal();
  }

  private static byte[] frame(int length, int kind, int operation, long number) {
    return ByteBuffer.allocate(Link.HEADER_BYTES)
        .putInt(length)
        .put((byte) kind)
        .put((byte) operation)
        .putLong(number)
        .array();
  }

  /** Returns why a link closed that received some bytes. */
  private static String end(byte[] received) throws Exception {
    Told told = new Told();
    Link link =
        new Link(new ByteArrayInputStream(received), OutputStream.nullOutputStream(), told, false);
    link.start("test");
    return told.end.get(30, TimeUnit.SECONDS);
  }

  private static final class Told implements Link.Peer {

    private final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void told(Operation operation, FrameReader content) {}

    @Override
    public void asked(Operation operation, FrameReader content, Link.Answer answer) {
      String text = content.text();
      if (text.equals("refuse")) {
        answer.refuse(new IllegalStateException("refused"));
      } else {
        answer.give(out -> out.text(operation + " " + text));
      }
    }

    @Override
    public void ended(String reason) {
      end.complete(reason);
    }
  }
}
