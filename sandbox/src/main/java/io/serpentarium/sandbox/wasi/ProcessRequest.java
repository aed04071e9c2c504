package io.serpentarium.sandbox.wasi;

/**
 * A program to run, as a guest describes it.
 *
 * @param stdin the program's standard input
 * @param stdout the program's standard output
 * @param stderr the program's standard error
 * @param timeoutMillis the milliseconds after which it is ended, or negative for none
 * @param arguments the program's arguments, for its own interpreter to make sense of
 */
public record ProcessRequest(
    Inherited stdin, Inherited stdout, Inherited stderr, long timeoutMillis, byte[] arguments) {}
