#include "verbs.h"

namespace ghost::cli {

std::span<const Verb> verbs() {
  static const std::vector<Verb> all{
      {"data import", "Read a published data set, check every row and write a data folder.", "ghost data import downloads/Instruments --to projects/mine/data", declareDataImport,
       {"users", "items", "interactions", "rows_read", "rows_rejected", "rejected_first", "left_out", "bytes_read", "seconds", "megabytes_per_second"}},
      {"data preview", "Recognise the format of a source and show its first rows as they would be read; writes nothing.", "ghost data preview downloads/ratings.csv.gz --json", declareDataPreview,
       {"format", "columns", "rows", "rejected", "warnings"}},
      {"data export", "Write a data folder in another format, which data import reads back equal.", "ghost data export projects/tiny/data --format recbole --to tiny-recbole", declareDataExport, {"format", "users", "items", "interactions", "files"}},
      {"data check", "Statistics of a data folder, with the head/tail rule applied.", "ghost data check projects/instruments/data", declareDataCheck,
       {"users", "items", "items_seen", "interactions", "x80", "head_items", "gh_head", "test_targets", "warnings"}},
      {"data heads", "Ids of the head items in order of first appearance.", "ghost data heads projects/instruments/data --json", declareDataHeads, {"heads"}},
      {"data generate", "Generate a small shop with clusters, popularity and item vectors, as a data folder or a whole project.", "ghost data generate --project my-tiny", declareDataGenerate,
       {"users", "items", "interactions", "files"}},
      {"embed", "Items to vectors: their texts by a sentence encoder or decoder folder or TF-IDF with a truncated SVD, or the item embedding of a run of sasrec.", "ghost embed projects/office --encoder tfidf --out Office.emb-tfidf.npy", declareEmbed, {"rows", "dim", "encoder", "seconds"}},
      {"sid build", "Turn item vectors into semantic IDs with one of the tokenizers.", "ghost sid build --data projects/tiny/data --vectors projects/tiny/data/Tiny.emb-generated.npy --tokenizer skt --out tokens -o codes=4",
       declareSidBuild, {"items", "tokens", "lengths", "codes_used", "collisions_before_dedup", "max_group", "inertia"}},
      {"sid import", "Take a published index as it is.", "ghost sid import projects/instruments/data/Instruments.lcrec.index.json --to tokens", declareSidImport, {"items", "tokens", "lengths", "collisions_before_dedup"}},
      {"sid inspect", "Print the report of a folder of semantic IDs.", "ghost sid inspect tokens --data projects/instruments/data", declareSidInspect, {"items", "tokens", "lengths", "collisions_before_dedup"}},
      {"text encode", "Token ids of each line of stdin, one JSON array a line, by a Hugging Face tokenizer.", "ghost text encode models/qwen < lines.txt", declareTextEncode, {"lines", "tokens"}},
      {"text decode", "Text of each JSON array of token ids on stdin, one JSON string a line.", "ghost text decode models/qwen < ids.jsonl", declareTextDecode, {"lines", "tokens"}},
      {"train", "Run a recipe of a project up to its trained checkpoint.", "ghost train projects/tiny --recipe ghost", declareTrain, {"run", "stages", "metrics", "seconds"}},
      {"run", "Run a recipe of a project from data to metrics, or continue a run that was stopped.", "ghost run projects/tiny --recipe ghost -o epochs=8", declareRun, {"run", "stages", "metrics", "seconds"}},
      {"run list", "The runs of a project, newest first.", "ghost run list projects/tiny", declareRunList, {"runs"}},
      {"run show", "What one run is, where it stands and what it measured.", "ghost run show projects/tiny/runs/RUN", declareRunShow, {"run", "state", "manifest", "metrics"}},
      {"run export", "Metrics or curves of runs as one CSV table.", "ghost run export projects/tiny/runs/RUN --out metrics.csv", declareRunExport, {"file", "rows"}},
      {"eval", "Metrics from the saved lists of a run, or from a file of lists.", "ghost eval projects/tiny/runs/RUN", declareEval, {"users", "k", "history", "shared_sids", "composition_at_1", "fifths"}},
      {"decode", "Top-K lists of a checkpoint for every user.", "ghost decode --checkpoint RUN/checkpoints/step-8 --sid RUN/tokens --data projects/tiny/data --out lists.jsonl.zst", declareDecode, {"users", "users_per_second", "invalid_rate"}},
      {"compare", "One table over runs and the untrained baselines: metrics, CNS over exactly these runs, spread over seeds, paired bootstrap.", "ghost compare projects/tiny/runs/*", declareCompare, {"rows", "baselines", "recipes", "history", "best", "warnings", "cns_set"}},
      {"figure list", "The figures that can be drawn.", "ghost figure list", declareFigureList, {"figures"}},
      {"figure export", "Paper figures as PDF, SVG, PNG, CSV or JSON, without a display.", "ghost figure export list-composition --run projects/tiny/runs/RUN --out figures --width 84mm --format pdf,csv", declareFigureExport, {"files"}},
      {"model check", "Read a Hugging Face folder: architecture, parameters, dtype, vocabulary; no weight is loaded.", "ghost model check Qwen3-0.6B", declareModelCheck, {"architecture", "parameters", "vocabulary", "tied"}},
      {"model logits", "Logits of token rows, for comparison with other programs.", "ghost model logits Qwen3-0.6B --ids ids.json --out logits.safetensors", declareModelLogits, {"shape"}},
      {"project new", "Make a project folder around a data folder.", "ghost project new mine --data projects/tiny/data --vectors projects/tiny/data/Tiny.emb-generated.npy", declareProjectNew, {"project"}},
      {"project set", "Change settings of a project where they stand in its project.toml: item vectors, name, data, machine.", "ghost project set projects/mine vectors=items.npy", declareProjectSet, {"project", "changed"}},
      {"project check", "Open a project and check its data, vectors and recipes; changes nothing.", "ghost project check projects/tiny", declareProjectCheck, {"project", "recipes", "runs"}},
      {"describe", "Every table of this program: recipes with their parameters, tokenizers, metrics, figures, importers, exporters, verbs, backends, devices, build.", "ghost describe --json", declareDescribe,
       {"recipes", "tokenizers", "metrics", "figures", "importers", "exporters", "verbs", "benches", "backends", "devices", "build"}},
      {"doctor", "Check the installation and say what to do where something is missing.", "ghost doctor", declareDoctor, {"checks"}},
      {"bench", "Benchmarks, each a ratio against a baseline in the same process.", "ghost bench kmeans", declareBench, {"name", "ratio", "baseline", "unit", "details"}},
      {"demo", "The whole river on real data: floors, plain tokens and Ghost on Instruments, a sweep on the tiny project, five figures.", "ghost demo my-demo", declareDemo, {"project", "rows", "figures", "seconds"}},
      {"worker", "Take commands as JSON lines on stdin and answer with events on stdout.", "ghost worker", declareWorker},
  };
  return all;
}

}  // namespace ghost::cli
