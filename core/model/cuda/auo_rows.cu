#include "model/cuda/auo_rows.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <cfloat>
#include <cstring>

// One block a row. With r_j = w_j p_j / (1 - p_j) over the undesired tokens j of the row and W the sum of its target weights,
//   dLoss/dz_k = (W - sum_j r_j) p_k - [k target] w_k + [k undesired] r_k,
// so a row costs one pass for the log-sum-exp, a few terms, and one pass that scales p and is corrected at the term tokens.
namespace {

constexpr int threads = 256;

__device__ float load(const float* p) { return *p; }
__device__ float load(const __nv_bfloat16* p) { return __bfloat162float(*p); }
__device__ void store(float* p, float v) { *p = v; }
__device__ void store(__nv_bfloat16* p, float v) { *p = __float2bfloat16(v); }

struct MaxSum {
  float max, sum;  // sum of exp(z - max)
};

__device__ MaxSum merge(MaxSum a, MaxSum b) {
  const float m = fmaxf(a.max, b.max);
  return {m, a.sum * __expf(a.max - m) + b.sum * __expf(b.max - m)};
}

__device__ MaxSum blockMaxSum(MaxSum value) {
  __shared__ MaxSum shared[threads / 32];
  for (int offset = 16; offset > 0; offset >>= 1) {
    const MaxSum other{__shfl_xor_sync(0xffffffffu, value.max, offset), __shfl_xor_sync(0xffffffffu, value.sum, offset)};
    value = merge(value, other);
  }
  if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = value;
  __syncthreads();
  value = shared[0];
  for (int warp = 1; warp < threads / 32; ++warp) value = merge(value, shared[warp]);
  __syncthreads();
  return value;
}

// 1 - p from log p without cancellation; p is kept at most 1 - 2^-24 so that the logarithm stays finite.
__device__ float oneMinus(float logP) { return fmaxf(-expm1f(logP), 0x1p-24f); }

template <class T>
__global__ void auoRows(GhostAuoRows a) {
  const long long row = blockIdx.x;
  T* z = static_cast<T*>(a.logits) + row * a.stride;

  MaxSum local{-FLT_MAX, 0.f};
  for (long long k = threadIdx.x; k < a.vocabulary; k += threads) {
    const float v = load(z + k);
    if (v > local.max) {
      local.sum = local.sum * __expf(local.max - v) + 1.f;
      local.max = v;
    } else {
      local.sum += __expf(v - local.max);
    }
  }
  const MaxSum total = blockMaxSum(local);
  const float logSumExp = total.max + logf(total.sum);

  // The few terms of the row: every thread needs the common scale, so every thread computes it; thread 0 writes the losses.
  float scale = 0.f;
  const int begin = a.termBegin[row], end = a.termBegin[row + 1];
  for (int t = begin; t < end; ++t) {
    const float logP = load(z + a.termToken[t]) - logSumExp;
    const float w = a.termWeight[t];
    float loss = -logP;
    if (a.termUndesired[t]) {
      const float rest = oneMinus(logP);
      const bool floored = a.floor > 0.f && rest < a.floor;
      loss = -logf(floored ? a.floor : rest);
      if (!floored) scale -= w * __expf(logP) / rest;
    } else {
      scale += w;
    }
    if (threadIdx.x == 0) a.termLoss[t] = loss;
  }
  // Corrections need the logits of the term tokens, which the pass below overwrites, so the terms are dealt out to the threads first.
  // A row has a target and K_b undesired tokens; ghostCudaAuoRows refuses more than `threads` terms a row through maxTerms.
  float correction = 0.f;
  const int mine = begin + static_cast<int>(threadIdx.x);
  if (mine < end) {
    const float logP = load(z + a.termToken[mine]) - logSumExp;
    const float w = a.termWeight[mine];
    if (a.termUndesired[mine]) {
      const float rest = oneMinus(logP);
      if (!(a.floor > 0.f && rest < a.floor)) correction = w * __expf(logP) / rest;
    } else {
      correction = -w;
    }
  }
  __syncthreads();
  for (long long k = threadIdx.x; k < a.vocabulary; k += threads) store(z + k, scale * __expf(load(z + k) - logSumExp));
  __syncthreads();
  // Two terms of a row may name one token (target of one example, undesired in another), so they are added one after the other.
  for (int t = begin; t < end; ++t) {
    if (mine == t) {
      T* at = z + a.termToken[t];
      store(at, load(at) + correction);
    }
    __syncthreads();
  }
}

}  // namespace

extern "C" int ghostCudaAbi(void) { return GHOST_CUDA_ABI; }

extern "C" int ghostCudaDevices(void) {
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess ? count : 0;
}

extern "C" int ghostCudaDevice(int device, char* name, int nameSize, int* capability, long long* memoryBytes) {
  cudaDeviceProp properties;
  const cudaError_t error = cudaGetDeviceProperties(&properties, device);
  if (error != cudaSuccess) return static_cast<int>(error);
  std::strncpy(name, properties.name, static_cast<size_t>(nameSize) - 1);
  name[nameSize - 1] = '\0';
  *capability = properties.major * 10 + properties.minor;
  *memoryBytes = static_cast<long long>(properties.totalGlobalMem);
  return 0;
}

extern "C" int ghostCudaAuoRows(const GhostAuoRows* rows, void* stream) {
  if (rows->rows == 0) return 0;
  if (rows->maxTerms > threads) return static_cast<int>(cudaErrorInvalidValue);
  const auto s = static_cast<cudaStream_t>(stream);
  if (rows->logitsBf16) auoRows<__nv_bfloat16><<<static_cast<unsigned>(rows->rows), threads, 0, s>>>(*rows);
  else auoRows<float><<<static_cast<unsigned>(rows->rows), threads, 0, s>>>(*rows);
  return static_cast<int>(cudaGetLastError());
}

namespace {

// Device copy of a host array, freed with the scope.
template <class T>
class DeviceArray {
 public:
  DeviceArray(const T* host, long long count) : m_bytes(static_cast<size_t>(count) * sizeof(T)) {
    error = cudaMalloc(&m_data, m_bytes);
    if (error == cudaSuccess) error = cudaMemcpy(m_data, host, m_bytes, cudaMemcpyHostToDevice);
  }
  ~DeviceArray() { cudaFree(m_data); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  T* data() { return static_cast<T*>(m_data); }
  cudaError_t copyTo(T* host) { return cudaMemcpy(host, m_data, m_bytes, cudaMemcpyDeviceToHost); }
  cudaError_t error = cudaSuccess;

 private:
  void* m_data = nullptr;
  size_t m_bytes;
};

}  // namespace

extern "C" int ghostCudaAuoRowsOnHost(const GhostAuoRows* host) {
  if (host->logitsBf16) return static_cast<int>(cudaErrorInvalidValue);
  const int terms = host->termBegin[host->rows];
  DeviceArray<float> logits(static_cast<const float*>(host->logits), host->rows * host->stride);
  DeviceArray<int> begin(host->termBegin, host->rows + 1), token(host->termToken, terms);
  DeviceArray<float> weight(host->termWeight, terms), loss(host->termLoss, terms);
  DeviceArray<unsigned char> undesired(host->termUndesired, terms);
  for (const cudaError_t error : {logits.error, begin.error, token.error, weight.error, loss.error, undesired.error})
    if (error != cudaSuccess) return static_cast<int>(error);
  GhostAuoRows device = *host;
  device.logits = logits.data();
  device.termBegin = begin.data();
  device.termToken = token.data();
  device.termWeight = weight.data();
  device.termUndesired = undesired.data();
  device.termLoss = loss.data();
  if (const int error = ghostCudaAuoRows(&device, nullptr)) return error;
  if (const cudaError_t error = cudaDeviceSynchronize()) return static_cast<int>(error);
  if (const cudaError_t error = logits.copyTo(static_cast<float*>(host->logits))) return static_cast<int>(error);
  return static_cast<int>(loss.copyTo(host->termLoss));
}
