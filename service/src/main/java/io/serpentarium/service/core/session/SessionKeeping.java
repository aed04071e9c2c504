package io.serpentarium.service.core.session;

import java.util.concurrent.Executor;
import org.springframework.stereotype.Component;

/**
 * What this node agrees on with others about its sessions.
 *
 * @param keepers carry states to their keeper after executions
 */
@Component
record SessionKeeping(Placement placement, StateKeeper keeper, Executor keepers) {}
