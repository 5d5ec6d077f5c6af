#pragma once
// The C interface of libghost_cuda.so: raw device pointers and a stream, no C++ types, so that the library can be built without LibTorch
// and loaded at run time by a program that was built without CUDA.
#ifdef __cplusplus
extern "C" {
#endif

#define GHOST_CUDA_ABI 1

/// One optimiser micro-batch of supervised rows. All pointers are device memory.
typedef struct GhostAuoRows {
  void* logits;                 ///< [rows, vocabulary] row-major with `stride` elements a row; overwritten by dLoss/dlogits
  long long rows;
  long long vocabulary;
  long long stride;
  int logitsBf16;               ///< 0: float32, 1: bfloat16 (all arithmetic is float32 either way)
  int maxTerms;                 ///< most terms any row has; at most 256
  const int* termBegin;         ///< [rows + 1]: terms of row r are [termBegin[r], termBegin[r+1])
  const int* termToken;         ///< token each term supervises
  const float* termWeight;      ///< weight of the term in the step's loss
  const unsigned char* termUndesired;  ///< 0: -log p, 1: -log(1 - p)
  float floor;                  ///< released profile: 1 - p is floored here (1e-5) with zero gradient below; 0: paper, p <= 1 - 2^-24
  float* termLoss;              ///< [terms] out: unweighted loss of each term
} GhostAuoRows;

/// ABI number of the library that was loaded.
int ghostCudaAbi(void);
/// Number of usable devices; 0 without a driver. Never throws, never prints.
int ghostCudaDevices(void);
/// Name and compute capability (major * 10 + minor) of a device; 0 on success.
int ghostCudaDevice(int device, char* name, int nameSize, int* capability, long long* memoryBytes);
/// Losses and gradients of NLL + unlikelihood (Ghost eq. 9; methods 1.2) for all rows, in place, asynchronous on `stream`. Returns a cudaError_t.
int ghostCudaAuoRows(const GhostAuoRows* rows, void* stream);
/// The same on host arrays (copied to the current device and back, synchronous): what a check against a CPU reference needs. float32 only.
int ghostCudaAuoRowsOnHost(const GhostAuoRows* rows);

#ifdef __cplusplus
}
#endif
