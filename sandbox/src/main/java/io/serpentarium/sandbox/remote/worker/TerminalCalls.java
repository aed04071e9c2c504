package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.Requests;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The front's calls to terminals. */
final class TerminalCalls {

  private final Worker worker;
  private final Ids<Terminal> terminals = new Ids<>();
  private final Map<Terminal, Long> numbers = new ConcurrentHashMap<>();

  TerminalCalls(Worker worker) {
    this.worker = worker;
  }

  /** Opens a terminal, or answers with the number of the one that is open. */
  void open(FrameReader in, Answer answer) {
    Session session = worker.sessions().next(in);
    TerminalSize size = Requests.readSize(in);
    long gate = in.wide();
    Terminal opened = session.openTerminal(size, new FrontGate(worker, session, gate));
    worker.sessions().settle(session);
    Long known = numbers.putIfAbsent(opened, gate);
    if (known == null) {
      terminals.put(gate, opened);
      var _ = opened.ended().whenComplete((code, failure) -> end(gate, opened, code));
    }
    answer.give(out -> out.number(known == null ? gate : known));
  }

  private void end(long id, Terminal terminal, Integer code) {
    numbers.remove(terminal);
    worker.link().tell(Operation.TERMINAL_ENDED, out -> out.number(id).number(code));
  }

  void input(FrameReader in, Answer answer) {
    Terminal terminal = terminals.find(in.wide());
    Terminal.InputOutcome outcome =
        terminal == null ? Terminal.InputOutcome.CLOSED : terminal.input(in.text());
    answer.give(out -> out.constant(outcome));
  }

  void resize(FrameReader in) {
    Terminal terminal = terminals.find(in.wide());
    if (terminal != null) {
      terminal.resize(Requests.readSize(in));
    }
  }

  void hangUp(FrameReader in) {
    Terminal terminal = terminals.find(in.wide());
    if (terminal != null) {
      terminal.close();
    }
  }

  void subscribe(FrameReader in) {
    Terminal terminal = terminals.find(in.wide());
    StreamSender<String> sender = worker.streams().add(in.wide(), FrameWriter::text);
    if (terminal == null) {
      sender.onComplete();
    } else {
      terminal.output().subscribe(sender);
    }
  }

  void forget(FrameReader in) {
    terminals.remove(in.wide());
  }
}
