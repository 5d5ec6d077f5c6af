#include "shell/actions.h"

#include <algorithm>
#include <array>

#include <QApplication>
#include <QKeySequence>

#include "base/error.h"
#include "jobs/launcher.h"
#include "shell/main_window.h"

namespace ghost::workbench {

namespace {

using Window = MainWindow;
using Command = std::vector<std::string>;
using Needs = ActionRow::Needs;
using Shape = figure::Panel::TreeShape;

template <int index>
void showNth(Window& w) { w.showPage(w.pageIds().value(index)); }
template <int index>
Command pageNth(const Window& w) { return w.windowCommand({"--page", w.pageIds().value(index).toStdString()}); }
template <Scheme scheme>
void paint(Window& w) { w.setScheme(scheme); }
template <Shape shape>
void shapeTree(Window& w) {
  w.showPage(QStringLiteral("tokens"));
  w.tokensPage().setShape(shape);
}

std::string dataPath(const Window& w) { return w.projectPath() + "/" + (w.desk().book.project() ? w.desk().book.project()->data : std::string("data")); }
Command startCommand(const Window& w) {
  const auto request = w.trainPage().request();
  return request && w.desk().book.project() ? request->command(w.desk().book.project()->folder) : Command{"ghost", "run", w.projectPath()};
}

/// The run that waits first.
Command queueCommand(const Window& w) {
  for (const Job& job : w.desk().queue.jobs())
    if (job.state == run::State::Queued) return job.request.command(w.desk().book.project()->folder);
  return {"ghost", "run", w.projectPath()};
}

/// Stopping is a signal to the process that writes the run; without one there is nothing to name.
Command stopCommand(const Window& w) {
  std::string pid = "PID";
  if (const auto* project = w.desk().book.project(); project && w.desk().runs.row(w.desk().selection.run())) {
    try {
      const auto process = run::ProcessIdentity::fromJson(run::RunFolder::open(w.runPath()).status());
      if (process.pid > 0) pid = std::to_string(process.pid);
    } catch (const Error&) {
      // A damaged run keeps the placeholder.
    }
  }
  return {"kill", "-INT", pid};
}

std::string shortcutList() {
  std::string text;
  for (const ActionRow& row : actionRows())
    if (*row.shortcut) text += QKeySequence::listToString(QKeySequence::listFromString(QString::fromLatin1(row.shortcut)), QKeySequence::NativeText).replace(QLatin1Char(';'), QStringLiteral(" or")).leftJustified(26).toStdString() + row.text + "\n";
  return text + "\nTree: wheel zooms, drag moves (cone: turns; Shift moves), F shows all, arrows walk.\nHeatmap: arrows choose a cell, Return opens it.\n";
}

const std::array rows{
    ActionRow{"new-project", "File", "New Project from Data…", "Ctrl+N", "Import a data set and make a project of it", Needs::Nothing, [](Window& w) { w.importData({}); },
              [](const Window&) { return Command{"ghost", "data", "import", "SRC", "--project", "DIR"}; }},
    ActionRow{"open-project", "File", "Open Project…", "Ctrl+O", "Open a project folder", Needs::Nothing, [](Window& w) { w.askForProject(); }, [](const Window& w) { return w.windowCommand({}); }},
    ActionRow{"import-data", "-File", "Import Data…", "Ctrl+I", "Read files of any known format, look at them, choose what is kept, and make a project", Needs::Nothing, [](Window& w) { w.importData({}); },
              [](const Window&) { return Command{"ghost", "data", "import", "SRC", "--project", "DIR"}; }},
    ActionRow{"import-report", "File", "Import Report", "", "What the import that made this project read, left out and rejected", Needs::Project, [](Window& w) { w.showImportReport(); },
              [](const Window& w) { return Command{"cat", w.projectPath() + "/import.json"}; }},
    ActionRow{"check-data", "File", "Check Data", "", "Statistics and warnings of the project's data", Needs::Project, [](Window& w) { w.runVerb({QStringLiteral("data"), QStringLiteral("check"), QString::fromStdString(dataPath(w))}, QObject::tr("Data")); },
              [](const Window& w) { return Command{"ghost", "data", "check", dataPath(w)}; }},
    ActionRow{"check-project", "File", "Check Project", "", "Whether everything the project names is there and fits together", Needs::Project, [](Window& w) { w.runVerb({QStringLiteral("project"), QStringLiteral("check"), QString::fromStdString(w.projectPath())}, QObject::tr("Project")); },
              [](const Window& w) { return Command{"ghost", "project", "check", w.projectPath()}; }},
    ActionRow{"export-figure", "-File", "Export Figure", "Ctrl+E", "Write the figure of the page Figures in the checked formats", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("figures")); w.figuresPage().exportNow(); },
              [](const Window& w) { return w.desk().book.project() ? w.figuresPage().command() : Command{"ghost", "figure", "list"}; }},
    ActionRow{"open-figure", "File", "Open Figure…", "", "Show an exported figure again, from the JSON beside it", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("figures")); w.figuresPage().askForSaved(); },
              [](const Window& w) { return Command{"ghost", "figure", "export", "FIGURE.json", "--project", w.projectPath(), "--out", w.projectPath() + "/figures"}; }},
    ActionRow{"export-run", "File", "Export Metrics of Run", "", "Write the selected run's metrics as CSV into the project's figures folder", Needs::Run,
              [](Window& w) { w.runVerb({QStringLiteral("run"), QStringLiteral("export"), QString::fromStdString(w.runPath()), QStringLiteral("--out"), QString::fromStdString(w.projectPath() + "/figures/metrics.csv")}, QObject::tr("Export")); },
              [](const Window& w) { return Command{"ghost", "run", "export", w.runPath(), "--out", w.projectPath() + "/figures/metrics.csv"}; }},
    ActionRow{"close-project", "-File", "Close Project", "Ctrl+W", "Close the project; with runs going on or waiting it asks first", Needs::Project, [](Window& w) { w.closeProject(); }, [](const Window&) { return Command{"ghost", "workbench"}; }},
    ActionRow{"quit", "File", "Quit", "Ctrl+Q", "Close the window; with runs going on or waiting it asks first", Needs::Nothing, [](Window& w) { w.close(); }, [](const Window&) { return Command{"exit"}; }},

    ActionRow{"find", "Edit", "Find", "Ctrl+F", "Search on this page: items, tokens, runs or users", Needs::Project, [](Window& w) { if (auto* page = w.page(w.currentPage())) page->find(); }, [](const Window& w) { return w.windowCommand({"--page", w.currentPage().toStdString()}); }},
    ActionRow{"copy-command", "-Edit", "Copy as Command", "Ctrl+Shift+K", "Copy what this page does as a command line", Needs::Project, [](Window& w) { emit w.desk().commandWanted(QString::fromStdString(commandText(w.pageCommand()))); }, [](const Window& w) { return w.pageCommand(); }},
    ActionRow{"copy-picture", "Edit", "Copy Picture of Page", "Ctrl+Shift+C", "Copy a picture of this page to the clipboard", Needs::Project, [](Window& w) { w.copyPicture(); }, [](const Window& w) { return w.windowCommand({"--pictures", "DIR"}); }},

    ActionRow{"page-data", "View", "Data", "Ctrl+1", "What am I looking at?", Needs::Project, showNth<0>, pageNth<0>},
    ActionRow{"page-tokens", "View", "Tokens", "Ctrl+2", "How are items named, and what do tails inherit?", Needs::Project, showNth<1>, pageNth<1>},
    ActionRow{"page-train", "View", "Train", "Ctrl+3", "Launch and watch", Needs::Project, showNth<2>, pageNth<2>},
    ActionRow{"page-results", "View", "Results", "Ctrl+4", "What did one run recommend, and why?", Needs::Project, showNth<3>, pageNth<3>},
    ActionRow{"page-compare", "View", "Compare", "Ctrl+5", "Which choice is better?", Needs::Project, showNth<4>, pageNth<4>},
    ActionRow{"page-figures", "View", "Figures", "Ctrl+6", "The paper", Needs::Project, showNth<5>, pageNth<5>},
    ActionRow{"tree-radial", "-View", "Radial Tree", "", "Overview: depth outwards", Needs::Project, shapeTree<Shape::Radial>, [](const Window& w) { return w.windowCommand({"--page", "tokens", "--shape", "radial"}); }},
    ActionRow{"tree-icicle", "View", "Icicle Tree", "", "For reading: width = items below", Needs::Project, shapeTree<Shape::Icicle>, [](const Window& w) { return w.windowCommand({"--page", "tokens", "--shape", "icicle"}); }},
    ActionRow{"tree-cone", "View", "Cone Tree", "", "Three-dimensional", Needs::Project, shapeTree<Shape::Cone>, [](const Window& w) { return w.windowCommand({"--page", "tokens", "--shape", "cone"}); }},
    ActionRow{"tree-all", "View", "Show Whole Tree", "Ctrl+0", "Show all of the tree", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("tokens")); w.tokensPage().tree()->showAll(); }, [](const Window& w) { return w.windowCommand({"--page", "tokens"}); }},
    ActionRow{"scheme-desktop", "-View", "Colours of the Desktop", "", "Light or dark as the desktop is", Needs::Nothing, paint<Scheme::Desktop>, [](const Window& w) { return w.windowCommand({"--scheme", "desktop"}); }},
    ActionRow{"scheme-light", "View", "Light Colours", "", "Dark on light", Needs::Nothing, paint<Scheme::Light>, [](const Window& w) { return w.windowCommand({"--scheme", "light"}); }},
    ActionRow{"scheme-dark", "View", "Dark Colours", "", "Light on dark", Needs::Nothing, paint<Scheme::Dark>, [](const Window& w) { return w.windowCommand({"--scheme", "dark"}); }},
    ActionRow{"full-screen", "-View", "Full Screen", "F11", "Use the whole screen, or the window again", Needs::Nothing, [](Window& w) { w.setWindowState(w.windowState() ^ Qt::WindowFullScreen); }, [](const Window& w) { return w.windowCommand({}); }},

    ActionRow{"start", "Run", "Start", "Ctrl+Return", "Start what the form on the page Train says", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("train")); w.trainPage().launch(); }, startCommand},
    ActionRow{"estimate", "Run", "Estimate", "", "Say what the run would do and cost", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("train")); w.trainPage().estimate(); }, [](const Window& w) { auto command = startCommand(w); command.push_back("--dry-run"); return command; }},
    ActionRow{"stop", "Run", "Stop", "Ctrl+.", "Stop the selected run after a checkpoint", Needs::Run, [](Window& w) { w.trainPage().stop(); }, stopCommand},
    ActionRow{"resume", "Run", "Resume", "Ctrl+R", "Continue the selected run from its last checkpoint", Needs::Run, [](Window& w) { w.trainPage().resume(); }, [](const Window& w) { return Command{"ghost", "run", w.projectPath(), "--resume", w.desk().selection.run().toStdString()}; }},
    ActionRow{"start-over", "Run", "Start Over…", "", "Forget the selected run's training and begin it again at step 0", Needs::Run, [](Window& w) { w.startOver(); }, [](const Window& w) { return Command{"ghost", "run", w.projectPath(), "--resume", w.desk().selection.run().toStdString(), "--start-over"}; }},
    ActionRow{"resume-queue", "Run", "Resume Queue", "", "Let the runs that were waiting when the project was opened take their turns", Needs::Project, [](Window& w) { w.showPage(QStringLiteral("train")); w.trainPage().resumeQueue(); }, queueCommand},
    ActionRow{"evaluate", "Run", "Evaluate Again", "", "Metrics of the selected run from its saved lists", Needs::Run, [](Window& w) { w.runVerb({QStringLiteral("eval"), QString::fromStdString(w.runPath())}, QObject::tr("Metrics")); }, [](const Window& w) { return Command{"ghost", "eval", w.runPath()}; }},
    ActionRow{"show-run", "Run", "Show Run", "", "State, settings and metrics of the selected run", Needs::Run, [](Window& w) { w.runVerb({QStringLiteral("run"), QStringLiteral("show"), QString::fromStdString(w.runPath())}, QObject::tr("Run")); }, [](const Window& w) { return Command{"ghost", "run", "show", w.runPath()}; }},
    ActionRow{"trash", "-Run", "Move to Trash", "", "Move the selected run into the project's trash", Needs::Run, [](Window& w) { w.desk().trashRun(w.desk().selection.run()); }, [](const Window& w) { return Command{"mv", w.runPath(), w.projectPath() + "/trash/"}; }},
    ActionRow{"restore", "Run", "Restore from Trash…", "", "Bring a run back from the project's trash", Needs::Project, [](Window& w) { w.restoreFromTrash(); }, [](const Window& w) { return Command{"mv", w.projectPath() + "/trash/RUN", w.projectPath() + "/runs/"}; }},

    ActionRow{"make-vectors", "-Run", "Make Vectors…", "", "Make vectors of the project's items, which tokens are built from", Needs::Project, [](Window& w) { w.makeVectors(); },
              [](const Window& w) { return Command{"ghost", "embed", w.projectPath(), "--encoder", "tfidf", "--attach"}; }},
    ActionRow{"attach-vectors", "Run", "Attach Vectors…", "", "Name a file of item vectors that you have", Needs::Project, [](Window& w) { w.attachVectors(); },
              [](const Window& w) { return Command{"ghost", "project", "set", w.projectPath(), "vectors=FILE"}; }},
    ActionRow{"build-tokens", "Run", "Build Tokens…", "Ctrl+B", "Build a tokenization of the project's items", Needs::Project, [](Window& w) { w.buildTokens(); },
              [](const Window& w) { return Command{"ghost", "sid", "build", "--data", dataPath(w), "--vectors", w.projectPath() + "/" + (w.desk().book.project() ? w.desk().book.project()->vectors : "VECTORS"), "--tokenizer", "skt", "--out", w.projectPath() + "/artifacts/NAME"}; }},
    ActionRow{"inspect-tokens", "Run", "Inspect Tokens", "", "The report of the tokenization looked at", Needs::Project,
              [](Window& w) {
                if (const auto tokens = w.desk().tokens.book(); tokens && tokens->entry.place.extension() != ".json") w.runVerb({QStringLiteral("sid"), QStringLiteral("inspect"), QString::fromStdString(tokens->entry.place.string())}, QObject::tr("Tokens"));
                else emit w.desk().told(QObject::tr("Choose the tokens of a run, or built ones, on the page Tokens first."), false);
              },
              [](const Window& w) { const auto tokens = w.desk().tokens.book(); return Command{"ghost", "sid", "inspect", tokens ? tokens->entry.place.string() : "DIR"}; }},

    ActionRow{"palette", "Help", "Command Palette…", "Ctrl+K; Ctrl+Shift+P", "Find any action by its name and do it, or copy it as a command", Needs::Nothing, [](Window& w) { w.showPalette(); }, [](const Window&) { return Command{"ghost", "--help"}; }},
    ActionRow{"shortcuts", "Help", "Keyboard Shortcuts", "F1", "All keys", Needs::Nothing, [](Window& w) { w.showText(QObject::tr("Keyboard shortcuts"), QString::fromStdString(shortcutList())); }, [](const Window&) { return Command{"ghost", "--help"}; }},
    ActionRow{"doctor", "Help", "Check Installation", "", "What is missing on this machine, and what to do", Needs::Nothing, [](Window& w) { w.runVerb({QStringLiteral("doctor")}, QObject::tr("Installation")); }, [](const Window&) { return Command{"ghost", "doctor"}; }},
    ActionRow{"about", "-Help", "About Ghost Workbench", "", "Version and licence", Needs::Nothing,
              [](Window& w) {
                w.showText(QObject::tr("About"), QObject::tr("Ghost Workbench %1\n\nExplores popularity bias in generative recommenders: skeleton tokens, undesired-item training, and who is in the lists.\n\nFree software under the GNU General Public License, version 3 or later.").arg(qApp->applicationVersion()));
              },
              [](const Window&) { return Command{"ghost", "--version"}; }},
};

}  // namespace

std::span<const ActionRow> actionRows() { return rows; }

}  // namespace ghost::workbench
