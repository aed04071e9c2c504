package io.serpentarium.service.core.execution;

/**
 * A file that a request brings along or that an answer takes away.
 *
 * @param path relative to {@code /sandbox}
 * @param content never changed after this record was made
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be waste
public record SandboxFile(String path, byte[] content) {}
