/** A door: the Model Context Protocol, by which agents call tools. */
@NullMarked
package io.serpentarium.service.mcp;

import org.jspecify.annotations.NullMarked;
