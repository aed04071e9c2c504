// What libc++ leaves out where there are no threads, for code that asks for it: a lock of the only thread is nothing.
#pragma once
#if defined(__cplusplus) && !defined(__ASSEMBLER__)
#include <mutex>
#include <system_error>

namespace std {
struct mutex {
    constexpr mutex() noexcept = default;
    mutex(const mutex &) = delete;
    mutex &operator=(const mutex &) = delete;
    void lock() {}
    bool try_lock() { return true; }
    void unlock() {}
};

struct recursive_mutex : mutex {};

template <class... Locks> void lock(Locks &...) {}
template <class... Locks> int try_lock(Locks &...) { return -1; }

struct condition_variable {
    void notify_one() noexcept {}
    void notify_all() noexcept {}
    template <class Lock> void wait(Lock &) {}
    template <class Lock, class Condition> void wait(Lock &, Condition) {}
};

// None can be started, as where there are too many.
struct thread {
    struct id {
        bool operator==(const id &) const { return true; }
        bool operator!=(const id &) const { return false; }
    };
    template <class Function, class... Arguments> explicit thread(Function &&, Arguments &&...)
    {
        throw system_error(make_error_code(errc::resource_unavailable_try_again));
    }
    thread() noexcept = default;
    thread(thread &&) noexcept = default;
    thread &operator=(thread &&) noexcept = default;
    bool joinable() const noexcept { return false; }
    void join() {}
    void detach() {}
    static unsigned hardware_concurrency() noexcept { return 1; }
};

namespace this_thread {
inline thread::id get_id() noexcept { return {}; }
inline void yield() noexcept {}
}
}
#endif
