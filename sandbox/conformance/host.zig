//! What a program can tell the test that runs it, about what stands behind its streams.

/// Bytes that stdin holds from now on, all `x`; a read of none is the end of file.
pub extern "conformance" fn stdin(bytes: u32) void;

/// Whether stdin is ready to be read.
pub extern "conformance" fn readable(yes: u32) void;

/// Whether an interrupt is pending, of which every wait tells, and every stream, stdout among them.
pub extern "conformance" fn interrupted(yes: u32) void;
