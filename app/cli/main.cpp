#include "program.h"
#include "signals.h"

int main(int argc, char** argv) {
  ghost::cli::StopSignals signals;  // before any other thread
  return ghost::cli::runProgram({argv, argv + argc}, signals);
}
