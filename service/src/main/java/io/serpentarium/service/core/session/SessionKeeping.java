package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.Ledger;
import java.util.concurrent.Executor;
import org.springframework.stereotype.Component;

/**
 * What this node agrees on with others about its sessions.
 *
 * @param keepers carry states to their keeper after executions
 * @param ledger of what these states hold on their way
 */
@Component
record SessionKeeping(Placement placement, StateKeeper keeper, Executor keepers, Ledger ledger) {}
