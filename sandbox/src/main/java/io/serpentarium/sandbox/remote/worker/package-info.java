/**
 * A worker: a process that has a sandbox and nothing else. It trusts its front, and is trusted by
 * nobody.
 */
@NullMarked
package io.serpentarium.sandbox.remote.worker;

import org.jspecify.annotations.NullMarked;
