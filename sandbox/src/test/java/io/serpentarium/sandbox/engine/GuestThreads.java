package io.serpentarium.sandbox.engine;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs every test on a thread whose stack is large enough for a guest, and not for ever. */
public final class GuestThreads implements InvocationInterceptor {

  /** What every engine is content with. */
  private static final long STACK_BYTES = 32L << 20;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Makes daemon threads with such a stack. */
  public static ThreadFactory factory() {
    return task -> {
      Thread thread = new Thread(null, task, "guest", STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Runs each task on a new one of them. */
  public static Executor newThread() {
    return task -> factory().newThread(task).start();
  }

  /** Runs something on a new thread and waits for it. */
  public static <T> T run(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    factory().newThread(task).start();
    return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    intercept(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    intercept(invocation);
  }

  private static void intercept(Invocation<@Nullable Void> invocation) throws Throwable {
    try {
      run(() -> proceed(invocation));
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static boolean proceed(Invocation<@Nullable Void> invocation) throws Exception {
    try {
      invocation.proceed();
      return true;
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
