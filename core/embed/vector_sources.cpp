#include "embed/vector_sources.h"

#include <algorithm>

namespace ghost::embed {

std::span<const VectorSource> vectorSources() {
  using Reads = VectorSource::Reads;
  static const std::vector<VectorSource> all{
      {"tfidf", "Words of the item texts (TF-IDF)", "Counts the words of titles and descriptions. Needs nothing else and takes seconds; a good start where items have texts.", Reads::Texts, {"text", "clean", "dim", "seed", "threads"}},
      {"encoder", "Sentence encoder", "Reads titles and descriptions with an encoder of the BERT family, from its Hugging Face or sentence-transformers folder.", Reads::Folder, {"text", "clean", "max_tokens", "prompt", "pca", "seed", "threads"}},
      {"decoder", "Language model (decoder)", "Reads titles and descriptions with a language model of the Llama or Qwen family, from its Hugging Face folder; large models take long without a GPU.", Reads::Folder,
       {"text", "clean", "max_tokens", "pca", "seed", "threads"}},
      {"sasrec", "Trained SASRec run", "Takes the item vectors that a finished run of the recipe sasrec has learned from the sequences; needs no texts.", Reads::Run, {"pca", "seed", "threads"}},
  };
  return all;
}

const std::vector<ParamSpec>& vectorParameters() {
  static const std::vector<ParamSpec> all{choiceParam("text", "joined", {"joined", "title", "separate", "everything"}, "What is read: title and description as one text, the title, both apart and averaged, or all fields."),
                                          choiceParam("clean", "raw", {"raw", "plain", "lcrec"}, "Texts as they are, without markup, or by LC-Rec's clean_text."),
                                          integerParam("max_tokens", 0, 0, 1 << 20, "Tokens of a text at most, special ones included; 0 = as the folder says."),
                                          textParam("prompt", "", "Name of a prompt of the encoder's folder (config_sentence_transformers.json) that is put before every text, or none; empty = the folder's default."),
                                          integerParam("dim", 128, 1, 65536, "Columns of tfidf."),
                                          integerParam("pca", 0, 0, 65536, "Reduce the vectors to so many principal components; 0 = as they come."),
                                          integerParam("seed", 42, 0, 2147483647, "Seed of the decompositions."),
                                          integerParam("threads", 0, 0, 1024, "Threads on the processor; 0 = all.")};
  return all;
}

std::vector<ParamSpec> parametersOf(const VectorSource& source) {
  std::vector<ParamSpec> specs;
  for (const ParamSpec& spec : vectorParameters())
    if (std::find(source.params.begin(), source.params.end(), spec.key) != source.params.end()) specs.push_back(spec);
  return specs;
}

}  // namespace ghost::embed
