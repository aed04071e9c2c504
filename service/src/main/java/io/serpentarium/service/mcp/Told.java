package io.serpentarium.service.mcp;

/** What a tool tells while it works, and at its end. */
sealed interface Told {

  /** Something was written. */
  record Written(String text) implements Told {}

  /** The last. */
  record Done(ToolResult result) implements Told {}
}
