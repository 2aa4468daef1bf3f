// Mocha's spec reporter that also writes its counts as JSON to the file named by DOCKER_PODS_COUNTS, and sends its
// lines to globalThis.dockerPodsPrint where there is one (inside a VS Code whose console nobody sees).
const { writeFileSync } = require('node:fs');
const { format } = require('node:util');
const Mocha = require('mocha');

const { Base, Spec } = Mocha.reporters;
const { EVENT_RUN_END } = Mocha.Runner.constants;

module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    const print = globalThis.dockerPodsPrint;
    if (print) Base.consoleLog = (...args) => print(format(...args));
    super(runner, options);
    runner.once(EVENT_RUN_END, () => this.writeCounts());
  }

  writeCounts() {
    const file = process.env.DOCKER_PODS_COUNTS;
    if (!file) return;
    const { passes, failures, pending } = this.stats;
    const failed = this.failures.map((test) => test.fullTitle());
    writeFileSync(
      file,
      JSON.stringify({ passed: passes, failed: failures, skipped: pending, failedTitles: failed }),
    );
  }
};
