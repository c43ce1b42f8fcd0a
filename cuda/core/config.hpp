// What differs between g++, clang++ and nvcc, and between instruction sets, in one place: everything else in
// the core is plain C++20.
#pragma once

#if defined(__CUDACC__)
/// Marks a function that a GPU thread runs as well as the host.
#define HMACSWEEP_HD __host__ __device__
#else
#define HMACSWEEP_HD
#endif

/// Unrolls the loop that follows, so that its indices are constants and its arrays live in registers. Off under a
/// sanitizer: one file of lanes, instrumented and unrolled, takes minutes to compile.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HMACSWEEP_UNROLL
#elif defined(__CUDACC__) || defined(__clang__)
#define HMACSWEEP_UNROLL _Pragma("unroll")
#else
#define HMACSWEEP_UNROLL _Pragma("GCC unroll 128")
#endif

/// Unrolls a loop with a long body on a device, where its indices become immediates. A host keeps the loop, because its
/// instruction cache is small.
#if defined(__CUDACC__)
#define HMACSWEEP_UNROLL_ON_DEVICE HMACSWEEP_UNROLL
#else
#define HMACSWEEP_UNROLL_ON_DEVICE
#endif

/// Keeps the loop that follows as a loop on a device, with one copy of its body.
#if defined(__CUDACC__)
#define HMACSWEEP_KEEP_LOOP _Pragma("unroll 1")
#else
#define HMACSWEEP_KEEP_LOOP
#endif

/// Always inlines a function on a host, because vectors that are passed to a call go through memory.
#if defined(__CUDACC__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HMACSWEEP_INLINE inline
#else
#define HMACSWEEP_INLINE [[gnu::always_inline]] inline
#endif

/// The inline namespace around every function of the core. A translation unit that is compiled for a wider instruction
/// set defines its own name, so that the linker can never merge its code with portable code. Data types stay outside.
#ifndef HMACSWEEP_ISA
#define HMACSWEEP_ISA portable
#endif
