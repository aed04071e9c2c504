package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngines;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens sessions until the sandbox refuses one or enough are alive, and shows that the others live
 * on: a program, not a test.
 */
final class IdleSessionsMain {

  private static final int STEP = 1000;

  private IdleSessionsMain() {}

  /** Takes an engine's name and how many sessions are enough. */
  public static void main(String[] arguments) throws Exception {
    int enough = Integer.parseInt(arguments[1]);
    try (Sandbox sandbox = HostileSandbox.start(TestEngines.named(arguments[0]), enough)) {
      List<Session> sessions = new ArrayList<>();
      fill(sandbox, sessions, enough);
      System.out.printf("%d sessions live: %s%n", sessions.size(), Footprint.now());
      System.out.println("first: " + Attack.execute(sessions.getFirst(), "x").outcome());
      System.out.println("last: " + Attack.execute(sessions.getLast(), "x").outcome());
      sessions.removeLast().close();
      sessions.forEach(Session::close);
      System.out.println("all closed: " + Footprint.now());
      try (Session again = open(sandbox)) {
        System.out.println("a new one: " + Attack.execute(again, "6 * 7").outcome());
      }
    }
  }

  private static void fill(Sandbox sandbox, List<Session> sessions, int enough) throws Exception {
    try {
      while (sessions.size() < enough) {
        Session session = open(sandbox);
        Attack.execute(session, "x = " + sessions.size());
        sessions.add(session);
        if (sessions.size() % STEP == 0) {
          System.out.printf("%d: %s%n", sessions.size(), Footprint.now());
        }
      }
    } catch (SandboxException refused) {
      System.out.println("refused: " + refused);
    }
  }

  private static Session open(Sandbox sandbox) {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
  }
}
