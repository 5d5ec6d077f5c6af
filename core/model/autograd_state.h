#pragma once
#include <utility>

#include <torch/csrc/autograd/custom_function.h>

namespace ghost::model {

/// A plain value carried from the forward to the backward pass of a custom autograd function, besides its tensors.
template <class S>
struct Carried : torch::CustomClassHolder {
  explicit Carried(S given) : value(std::move(given)) {}
  S value;
};
template <class S>
void carry(torch::autograd::AutogradContext* context, S value) {
  context->saved_data["state"] = c10::IValue::make_capsule(c10::make_intrusive<Carried<S>>(std::move(value)));
}
template <class S>
const S& carried(torch::autograd::AutogradContext* context) {
  return static_cast<const Carried<S>*>(context->saved_data.at("state").toCapsule().get())->value;
}

}  // namespace ghost::model
