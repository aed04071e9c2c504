//! PBKDF2 and scrypt, which CPython takes from OpenSSL, for the module `_keys` (keys.c).

const std = @import("std");
const hashes = std.crypto.hash;
const scrypt = std.crypto.pwhash.scrypt;

const Slice = extern struct {
    address: [*]const u8,
    length: usize,

    fn bytes(self: Slice) []const u8 {
        return self.address[0..self.length];
    }
};

/// By Python's names.
const Named = struct { name: []const u8, Hash: type };

const known = [_]Named{
    .{ .name = "sha256", .Hash = hashes.sha2.Sha256 },
    .{ .name = "sha1", .Hash = hashes.Sha1 },
    .{ .name = "sha512", .Hash = hashes.sha2.Sha512 },
    .{ .name = "md5", .Hash = hashes.Md5 },
    .{ .name = "sha224", .Hash = hashes.sha2.Sha224 },
    .{ .name = "sha384", .Hash = hashes.sha2.Sha384 },
    .{ .name = "sha3_224", .Hash = hashes.sha3.Sha3_224 },
    .{ .name = "sha3_256", .Hash = hashes.sha3.Sha3_256 },
    .{ .name = "sha3_384", .Hash = hashes.sha3.Sha3_384 },
    .{ .name = "sha3_512", .Hash = hashes.sha3.Sha3_512 },
    .{ .name = "blake2b", .Hash = hashes.blake2.Blake2b512 },
    .{ .name = "blake2s", .Hash = hashes.blake2.Blake2s256 },
};

/// The length of a hash, in any case of its letters; 0 for one that is not known.
export fn serpentarium_digest_length(name: Slice) usize {
    inline for (known) |each| {
        if (std.ascii.eqlIgnoreCase(name.bytes(), each.name)) return each.Hash.digest_length;
    }
    return 0;
}

/// Fills the key by a hash that is known.
export fn serpentarium_pbkdf2(name: Slice, password: Slice, salt: Slice, rounds: usize, key: [*]u8, length: usize) void {
    inline for (known) |each| {
        if (std.ascii.eqlIgnoreCase(name.bytes(), each.name)) {
            return Derivation(each.Hash).fill(password.bytes(), salt.bytes(), rounds, key[0..length]);
        }
    }
}

/// PBKDF2 with HMAC, whose two states behind the password are copied and not computed for each round: that halves the time.
fn Derivation(comptime Hash: type) type {
    return struct {
        const Self = @This();
        const Digest = [Hash.digest_length]u8;

        inner: Hash,
        outer: Hash,

        fn of(password: []const u8) Self {
            var block: [Hash.block_length]u8 = @splat(0);
            if (password.len > block.len) {
                Hash.hash(password, block[0..Hash.digest_length], .{});
            } else {
                @memcpy(block[0..password.len], password);
            }
            return .{ .inner = begun(block, 0x36), .outer = begun(block, 0x5c) };
        }

        fn begun(block: [Hash.block_length]u8, pad: u8) Hash {
            var padded = block;
            for (&padded) |*byte| byte.* ^= pad;
            var hash = Hash.init(.{});
            hash.update(&padded);
            return hash;
        }

        fn mac(self: *const Self, message: []const u8, more: []const u8) Digest {
            var digest: Digest = undefined;
            var hash = self.inner;
            hash.update(message);
            hash.update(more);
            hash.final(&digest);
            hash = self.outer;
            hash.update(&digest);
            hash.final(&digest);
            return digest;
        }

        fn fill(password: []const u8, salt: []const u8, rounds: usize, key: []u8) void {
            const self: Self = .of(password);
            var number: u32 = 1;
            var done: usize = 0;
            while (done < key.len) : (number += 1) {
                const block = self.blockOf(salt, rounds, number);
                const count = @min(block.len, key.len - done);
                @memcpy(key[done..][0..count], block[0..count]);
                done += count;
            }
        }

        fn blockOf(self: *const Self, salt: []const u8, rounds: usize, number: u32) Digest {
            var suffix: [4]u8 = undefined;
            std.mem.writeInt(u32, &suffix, number, .big);
            var last = self.mac(salt, &suffix);
            var total = last;
            for (1..rounds) |_| {
                last = self.mac(&last, "");
                for (&total, last) |*byte, other| byte.* ^= other;
            }
            return total;
        }
    };
}

/// What scrypt's work of these parameters takes: two blocks, the table, and the blocks in parallel.
fn scryptBytes(n: u64, r: u64, p: u64) u64 {
    return 128 *| r *| (2 +| n +| p) +| 256;
}

extern fn malloc(size: usize) ?*anyopaque;
extern fn free(block: ?*anyopaque) void;

const Outcome = enum(c_int) { done, no_memory, refused };

/// Fills the key; `n` is a power of two. Refused where the parameters need more than `maximum`, or fit nothing.
export fn serpentarium_scrypt(
    password: Slice,
    salt: Slice,
    n: u64,
    r: u64,
    p: u64,
    maximum: u64,
    key: [*]u8,
    length: usize,
) Outcome {
    const size = scryptBytes(n, r, p);
    if (r == 0 or p == 0 or size > maximum or r *| p >= 1 << 30) return .refused;
    const block = malloc(@intCast(size)) orelse return .no_memory;
    defer free(block);
    var memory = std.heap.FixedBufferAllocator.init(@as([*]u8, @ptrCast(block))[0..@intCast(size)]);
    const parameters: scrypt.Params = .{ .ln = @intCast(@ctz(n)), .r = @intCast(r), .p = @intCast(p) };
    scrypt.kdf(memory.allocator(), key[0..length], password.bytes(), salt.bytes(), parameters) catch return .refused;
    return .done;
}
