/**
 * The confinement of the process: system calls given up at the start, so that code which got out of
 * the engine finds less to do in it. No second wall by itself: such code still has this process's
 * memory, files and connections, unless guests run in workers.
 */
@NullMarked
package io.serpentarium.service.confinement;

import org.jspecify.annotations.NullMarked;
