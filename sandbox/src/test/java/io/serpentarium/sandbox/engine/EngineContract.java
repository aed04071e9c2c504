package io.serpentarium.sandbox.engine;

/** What every engine does. */
public abstract class EngineContract extends EngineFixture
    implements CallContract,
        CheckpointContract,
        DeadlineContract,
        HostFailureContract,
        KillContract,
        LifetimeContract,
        MemoryContract,
        ModuleContract,
        TrapContract {}
