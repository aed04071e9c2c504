package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.confinement.Sealing;
import io.serpentarium.sandbox.python.PythonSandbox;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;

/**
 * The program of a worker. It speaks with its front by its standard input and output, and ends with
 * it.
 */
public final class WorkerMain {

  private WorkerMain() {}

  /** Starts the sandbox, seals the process, and serves; {@code arguments} are the settings. */
  public static void main(String[] arguments) {
    FileInputStream in = new FileInputStream(FileDescriptor.in);
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    try {
      Sealing.dieWithParent();
      PythonSandbox sandbox = WorkerSettings.of(List.of(arguments)).start();
      WarmUp.of(sandbox);
      System.gc(); // what the start took of the heap goes back to the system
      List<String> sealed = Sealing.seal();
      new Worker(sandbox, in, out).serve(sealed);
    } catch (InterruptedException | RuntimeException | Error e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }
}
