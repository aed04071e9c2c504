package io.serpentarium.service.core.execution;

/**
 * A file of a request or of an answer.
 *
 * @param path the path relative to {@code /sandbox}
 * @param content the content, never changed after this record was made
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; copying megabytes would be waste
public record SandboxFile(String path, byte[] content) {}
