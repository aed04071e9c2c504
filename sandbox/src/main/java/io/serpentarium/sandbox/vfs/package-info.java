/**
 * The file system a guest sees: a port, a read-only image, and a writable part with quotas. No path
 * in it leads to a file of the host.
 */
@NullMarked
package io.serpentarium.sandbox.vfs;

import org.jspecify.annotations.NullMarked;
