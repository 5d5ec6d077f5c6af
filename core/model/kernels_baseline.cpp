#define GHOST_ISA baseline
#define GHOST_ISA_NAME "baseline"
#define GHOST_VECTOR_BYTES 16
#include "model/kernels_body.inl"
