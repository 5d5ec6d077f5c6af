#include <QTimer>

#include "base/error.h"
#include "desk_fixture.h"

namespace ghost::workbench {
namespace {

class Slips : public DeskFixture {
 protected:
  static void SetUpTestSuite() { startApplication("offscreen"); }
};

TEST_F(Slips, WhatAClickOrTimerThrowsIsASentenceAndTheWindowLivesOn) {
  QStringList said;
  QObject::connect(qobject_cast<Application*>(qApp), &Application::slipped, window.get(), [&](const QString& sentence) { said += sentence; });
  QTimer::singleShot(0, window.get(), [] { throw dataError("ratings.csv", "can't be read"); });
  QTimer::singleShot(0, window.get(), [] { static_cast<void>(std::stoi("none")); });
  ASSERT_TRUE(waitFor([&] { return said.size() == 2; }));
  EXPECT_EQ(said[0], "ratings.csv: can't be read");
  EXPECT_TRUE(said[1].contains("a fault of the program (stoi)")) << said[1].toStdString();
  EXPECT_TRUE(window->isVisible());
}

}  // namespace
}  // namespace ghost::workbench
