#pragma once
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "recipe/recipe.h"
#include "run/backend.h"
#include "run/conductor.h"
#include "run/event_reporter.h"
#include "run/stages.h"

namespace ghost::run {

/// Inner header of the room: one start of a run, from its folder to its last event. Made once, played once, on one thread.
class Attempt {
 public:
  using OnEvent = std::function<void(const wire::Event&)>;
  /// Makes or reopens the run folder and writes config.toml and manifest.json. Throws as conduct() says.
  Attempt(const RunRequest& request, Backend& backend, OnEvent onEvent, std::stop_token stop);
  RunOutcome play();

 private:
  struct TrainingData;
  void openFolder();
  /// config.toml and manifest.json of a run that doesn't have its name yet.
  void fillFolder(const RunFolder& draft, const std::string& name) const;
  OrderedJson newManifest(const std::string& name) const;
  /// The step that training goes on from; refuses where there was one and no checkpoint is left. Forgets everything where that is asked for.
  std::int64_t stepToResume();
  void forgetTraining();
  void openReporter(std::int64_t step);
  void sayWhereItResumes(std::int64_t step);
  void recordAttempt();
  void recordData(const LoadedData& data);
  RunOutcome playStages();
  void playFloor(const LoadedData& data);
  void playGenerative(const LoadedData& data);
  void playSequential(const LoadedData& data);
  sid::Tokenization tokens(const LoadedData& data);
  TrainResult train(const LoadedData& data, const sid::Tokenization& tokens);
  /// The stage "train" around a backend's training.
  TrainResult trainStage(const std::string& hash, const std::function<TrainResult()>& body);
  /// False when there is nothing to decode: stopped, or asked to train only.
  bool goesOn(const TrainResult& trained);
  void decodeAll(const LoadedData& data, const sid::Tokenization& tokens, const TrainResult& trained);
  /// `training` is null for a floor.
  void evaluate(const LoadedData& data, const OrderedJson& training);

  /// Runs `body` as a stage: its event, its time, and its record in stages.json under `hash` once it is complete. Skipped when the record of that hash is
  /// there and `complete` holds; then the recorded `product` is returned. An empty hash is never skipped.
  OrderedJson stage(const std::string& id, const std::string& hash, const std::function<bool()>& complete, const std::function<OrderedJson()>& body);
  bool stopped() const { return m_stop.stop_requested(); }
  void saveLists(const std::vector<decode::RankedList>& lists, const std::string& part);

  const RunRequest& m_request;
  const recipe::Recipe& m_recipe;
  Backend& m_backend;
  OnEvent m_onEvent;
  std::stop_token m_stop;
  std::unique_ptr<RunFolder> m_run;
  std::unique_ptr<EventReporter> m_reporter;
  std::string m_dataSetName;
  int m_attempt = 1;
  std::int64_t m_savedStep = 0;                   ///< of the newest checkpoint that earlier attempts told of
  OrderedJson m_records = OrderedJson::object();  ///< stages.json
  RunOutcome m_outcome;
};

/// Name of a list file: "test" for the main penalty (and floors), "test-lp0.0" for a second one.
std::string listPart(double penalty, double mainPenalty);

}  // namespace ghost::run
