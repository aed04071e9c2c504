// C++'s operators of memory, hidden and strong: the linker has a module import what it defines weakly.
#include <cstdlib>
#include <new>

static void *allocated(void *memory)
{
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

static void *aligned(std::size_t bytes, std::align_val_t alignment)
{
    auto unit = static_cast<std::size_t>(alignment);
    return aligned_alloc(unit, ((bytes ? bytes : 1) + unit - 1) & ~(unit - 1));
}

void *operator new(std::size_t bytes) { return allocated(malloc(bytes ? bytes : 1)); }
void *operator new[](std::size_t bytes) { return operator new(bytes); }
void *operator new(std::size_t bytes, const std::nothrow_t &) noexcept { return malloc(bytes ? bytes : 1); }
void *operator new[](std::size_t bytes, const std::nothrow_t &) noexcept { return malloc(bytes ? bytes : 1); }
void *operator new(std::size_t bytes, std::align_val_t alignment) { return allocated(aligned(bytes, alignment)); }
void *operator new[](std::size_t bytes, std::align_val_t alignment) { return allocated(aligned(bytes, alignment)); }
void *operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t &) noexcept { return aligned(bytes, alignment); }
void *operator new[](std::size_t bytes, std::align_val_t alignment, const std::nothrow_t &) noexcept { return aligned(bytes, alignment); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete[](void *memory) noexcept { free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { free(memory); }
void operator delete[](void *memory, const std::nothrow_t &) noexcept { free(memory); }
void operator delete(void *memory, std::size_t) noexcept { free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { free(memory); }
void operator delete[](void *memory, std::align_val_t) noexcept { free(memory); }
void operator delete(void *memory, std::align_val_t, const std::nothrow_t &) noexcept { free(memory); }
void operator delete[](void *memory, std::align_val_t, const std::nothrow_t &) noexcept { free(memory); }
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept { free(memory); }
void operator delete[](void *memory, std::size_t, std::align_val_t) noexcept { free(memory); }
