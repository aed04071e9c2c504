package io.serpentarium.service.core.session;

import io.serpentarium.service.core.admission.Ledger;
import java.util.concurrent.Executor;
import org.springframework.stereotype.Component;

/**
 * The services by which this node coordinates its sessions with others.
 *
 * @param keepers the executor that carries states to their keeper after executions
 * @param ledger the ledger that accounts for these states in transfer
 */
@Component
record SessionKeeping(Placement placement, StateKeeper keeper, Executor keepers, Ledger ledger) {}
