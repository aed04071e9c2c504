/** The client for the issuers of JSON Web Tokens. */
@NullMarked
package io.serpentarium.service.edge.token;

import org.jspecify.annotations.NullMarked;
