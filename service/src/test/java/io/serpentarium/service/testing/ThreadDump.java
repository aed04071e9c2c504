package io.serpentarium.service.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.atomic.AtomicInteger;

/** What the threads of this JVM do, for readers of a failure that does not recur. */
final class ThreadDump {

  private static final int MOST = 3;
  private static final int FRAMES = 30;

  private static final AtomicInteger printed = new AtomicInteger();

  private ThreadDump() {}

  /** Writes the stacks and the locks of all threads to standard error, the first times. */
  static void print() {
    if (printed.incrementAndGet() <= MOST) {
      for (ThreadInfo thread :
          ManagementFactory.getThreadMXBean().dumpAllThreads(true, true, FRAMES)) {
        System.err.print(thread);
      }
    }
  }
}
