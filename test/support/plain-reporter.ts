import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with one plain line, `N passed, N failed[, N skipped]`, that any tool can read. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const testModule of modules) {
      let own = 0;
      for (const test of testModule.children.allTests()) {
        count[test.result().state] += 1;
        own += 1;
      }
      if (own === 0 && testModule.errors().length > 0) count.failed += 1;
    }
    const skipped = count.skipped + count.pending;
    const tail = skipped > 0 ? `, ${skipped} skipped` : "";
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${tail}\n`);
  }
}
