#if defined(__x86_64__)
#define GHOST_ISA avx2
#define GHOST_ISA_NAME "avx2"
#define GHOST_VECTOR_BYTES 32
#include "model/kernels_body.inl"
#endif
